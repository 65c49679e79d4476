package dev.penstock.local;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a service on loopback whether it is ready. Stateless. */
public final class ServiceProbe {
  private static final int TIMEOUT_MILLIS = 2_000;

  private ServiceProbe() {}

  /** Whether the service answers and says that it is ready. */
  public static boolean isReady(int port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/q/health/ready").toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}

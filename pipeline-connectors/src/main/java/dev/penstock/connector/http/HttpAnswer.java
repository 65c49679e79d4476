package dev.penstock.connector.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;

/**
 * A successful response.
 *
 * @param from the URL that gave it, after redirects
 * @param body fails where it is longer than the connection allows, comes too slowly or is cut off;
 *     the client closes it
 */
public record HttpAnswer(URI from, int status, HttpHeaders headers, InputStream body) {
  /**
   * Takes what it needs from a response. It may be called again with a new response where reading
   * this one failed.
   */
  @FunctionalInterface
  public interface Reader<T> {
    T read(HttpAnswer answer) throws IOException;
  }

  @Override
  public String toString() {
    return "HttpAnswer[" + status + "]";
  }
}

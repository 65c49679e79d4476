package dev.penstock.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks a broker for its metadata with one request of the Kafka protocol (Metadata, version 1, of no
 * topic), which costs far less than an admin client. Stateless.
 */
public final class KafkaProbe {
  private static final int TIMEOUT_MILLIS = 1_000;
  private static final short METADATA = 3;
  private static final int CORRELATION = 17;

  private KafkaProbe() {}

  /** Whether the broker takes part in the cluster and serves requests. */
  public static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      DataOutputStream request = new DataOutputStream(socket.getOutputStream());
      request.writeInt(14); // length of what follows
      request.writeShort(METADATA);
      request.writeShort(1); // version of the request
      request.writeInt(CORRELATION);
      request.writeShort(-1); // no client id
      request.writeInt(0); // no topics
      request.flush();
      DataInputStream response = new DataInputStream(socket.getInputStream());
      int length = response.readInt();
      return length > 8 && response.readInt() == CORRELATION && response.readInt() > 0; // brokers
    } catch (IOException e) {
      return false;
    }
  }
}

package dev.penstock.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of the loopback interface. Thread-safe. */
public final class Ports {
  /** Below the range that systems hand out to outgoing connections, so that a restart finds it. */
  private static final int LOWEST = 15_000;

  private static final int HIGHEST = 32_000;
  private static final int HIGHEST_OF_ALL = 65_535;
  private static final int CONNECT_MILLIS = 500;

  /** A server listens on its port some time after it has got it. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** A port that nothing listens on at this moment, and that this JVM has given to nobody yet. */
  public static int free() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new StackException("No free port between " + LOWEST + " and " + HIGHEST + ".");
  }

  /** The next port above that one that nothing listens on; any free one if there is none. */
  public static int freeAbove(int port) {
    for (int next = port + 1; next <= HIGHEST_OF_ALL; next++) {
      if (isFree(next)) {
        return next;
      }
    }
    return free();
  }

  /** Keeps a port that was chosen elsewhere from being given to somebody else. */
  static void take(int port) {
    GIVEN.add(port);
  }

  /**
   * Whether a server could listen on the port. The socket that finds it out does not listen itself:
   * a process that is being started holds a copy of every open socket for a moment, and a copy that
   * listens would keep the server from its port.
   */
  public static boolean isFree(int port) {
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether something accepts connections on the port. */
  static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

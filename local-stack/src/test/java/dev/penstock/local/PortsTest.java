package dev.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void aPortStaysFreeWhileProcessesAreStarted() {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> starts = CompletableFuture.supplyAsync(() -> startUntil(done));
    List<Integer> refused = new ArrayList<>();
    for (int probe = 0; probe < 2_000; probe++) {
      int port = Ports.free();
      if (!Ports.isFree(port)) {
        refused.add(port);
      }
    }
    done.set(true);

    assertThat(starts.join()).isPositive();
    assertThat(refused).isEmpty();
  }

  @Test
  void aPortThatIsListenedOnIsNotFree() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = server.getLocalPort();

      assertThat(Ports.isFree(port)).isFalse();
      assertThat(Ports.freeAbove(port - 1)).isNotEqualTo(port);
    }
  }

  private static int startUntil(AtomicBoolean done) {
    int started = 0;
    try {
      while (!done.get()) {
        new ProcessBuilder("true").start().waitFor();
        started++;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return started;
  }
}

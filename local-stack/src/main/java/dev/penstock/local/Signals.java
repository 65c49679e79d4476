package dev.penstock.local;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Sends signals through the shell's own {@code kill}, which every system has. Stateless. */
final class Signals {
  private static final long SECONDS = 60;

  private Signals() {}

  static void send(String signal, long pid) {
    send(signal, List.of(pid));
  }

  /** Processes that have ended meanwhile are passed over. */
  static void send(String signal, Collection<Long> pids) {
    if (pids.isEmpty()) {
      return;
    }
    String list = pids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    try {
      Process shell =
          new ProcessBuilder(
                  "sh", "-c", "for p in " + list + "; do kill -" + signal + " \"$p\"; done")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!shell.waitFor(SECONDS, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
        throw new StackException("Signal " + signal + " was not sent within " + SECONDS + " s.");
      }
    } catch (IOException e) {
      throw new StackException("Cannot send signal " + signal + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while sending signal " + signal + ".", e);
    }
  }
}

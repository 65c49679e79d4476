package dev.penstock.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Asks {@code stty} how wide the terminal is, at most once in a second. Not thread-safe. */
final class TerminalWidth implements IntSupplier {
  private static final int USUAL = 100;
  private static final int LEAST = 40;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

  private int width = USUAL;
  private long asked;
  private boolean known;

  @Override
  public int getAsInt() {
    long now = System.nanoTime();
    if (!known || now - asked > NANOS) {
      width = Math.max(LEAST, ask());
      asked = now;
      known = true;
    }
    return width;
  }

  private static int ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      int columns = Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
      return columns > 0 ? columns : USUAL;
    } catch (IOException | NumberFormatException e) {
      return USUAL;
    }
  }
}

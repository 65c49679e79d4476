package dev.penstock.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. Stateless. */
public final class Numbers {
  private static final double MEBI = 1 << 20;

  private Numbers() {}

  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** In MiB, with two digits from a GiB upwards. */
  public static String bytes(long value) {
    return value < 1 << 30
        ? String.format(Locale.ROOT, "%.0f MiB", value / MEBI)
        : String.format(Locale.ROOT, "%.2f GiB", value / MEBI / 1024);
  }

  public static String duration(Duration value) {
    long seconds = value.toSeconds();
    return seconds < 100
        ? String.format(Locale.ROOT, "%.1f s", value.toMillis() / 1000.0)
        : String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
  }
}

package dev.penstock.transform;

import java.time.Duration;

/** When a batch must be done, on the monotonic clock. Not thread-safe. */
final class Deadline {
  private long nanos;

  private Deadline(long nanos) {
    this.nanos = nanos;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Moves it away by a time that does not count. */
  void extend(Duration time) {
    nanos += time.toNanos();
  }

  boolean passed() {
    return System.nanoTime() - nanos >= 0;
  }

  /** Not negative. */
  long leftNanos() {
    return Math.max(0, nanos - System.nanoTime());
  }

  /** At least one, as zero would mean for ever. */
  int seconds() {
    long left = (nanos - System.nanoTime() + 999_999_999) / 1_000_000_000;
    return (int) Math.clamp(left, 1, 86_400);
  }
}

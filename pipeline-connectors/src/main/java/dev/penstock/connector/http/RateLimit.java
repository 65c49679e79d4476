package dev.penstock.connector.http;

import dev.penstock.connector.Cancellation;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Spreads the requests of all who share it evenly over time. Thread-safe. */
final class RateLimit {
  private final long interval;
  private long next = System.nanoTime();

  /**
   * @param perSecond 0 for no limit
   */
  RateLimit(double perSecond) {
    this.interval = perSecond > 0 ? (long) (TimeUnit.SECONDS.toNanos(1) / perSecond) : 0;
  }

  /** Waits for the next free slot. */
  void acquire(Cancellation cancellation) {
    if (interval > 0) {
      Waits.pause(Duration.ofNanos(Math.max(0, take() - System.nanoTime())), cancellation);
    }
  }

  private synchronized long take() {
    long now = System.nanoTime();
    long slot = next - now > 0 ? next : now;
    next = slot + interval;
    return slot;
  }
}

package dev.penstock.api.messaging;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Longer and longer pauses, with jitter. Not thread-safe. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private int failures;

  /** The pause after one more failure: up to twice as long as the one before. */
  Duration failed() {
    long ceiling = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures++, 10));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1));
  }

  void succeeded() {
    failures = 0;
  }
}

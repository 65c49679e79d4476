package dev.penstock.messaging;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: doubles from {@code first} up to {@code most}, with a
 * random part so that many who failed together do not come back together. Immutable.
 *
 * @param limit after this long without success the trying ends
 */
public record Backoff(Duration first, Duration most, Duration limit) {
  /** For work on Kafka and on a destination that may be away for a while. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMinutes(10));

  private static final int MAX_DOUBLINGS = 20;

  /**
   * The wait after a failed try.
   *
   * @param attempt 1 for the first failure
   */
  public Duration delay(int attempt, RandomGenerator random) {
    long doubled = first.toMillis() << Math.clamp(attempt - 1L, 0, MAX_DOUBLINGS);
    long full = Math.min(doubled, most.toMillis());
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }
}

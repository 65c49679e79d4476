package dev.penstock.definition;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What becomes of a run that something passing made fail: it is tried again from the point of
 * failure, in the same run.
 *
 * @param attempts how often it is tried in all, 1 for never again
 * @param delay before the second attempt
 * @param exponential whether each further delay is twice the one before
 * @param maxDelay no delay is longer
 * @param jitter whether a random part of up to a half is taken off each delay
 */
public record RetryDefinition(
    int attempts, Duration delay, boolean exponential, Duration maxDelay, boolean jitter) {
  /** How further delays follow from the first. */
  public enum Backoff {
    EXPONENTIAL,
    FIXED
  }

  /** Never again. */
  public static final RetryDefinition NONE =
      new RetryDefinition(1, Duration.ofSeconds(30), true, Duration.ofHours(1), true);

  /**
   * How long to wait behind an attempt.
   *
   * @param attempt that failed, 1 for the first
   */
  public Duration delay(int attempt, RandomGenerator random) {
    Duration wait = delay;
    for (int i = 1; exponential && i < attempt && wait.compareTo(maxDelay) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    Duration least = wait.compareTo(maxDelay) < 0 ? wait : maxDelay;
    long half = least.toMillis() / 2;
    return jitter ? least.minusMillis(random.nextLong(half + 1)) : least;
  }
}

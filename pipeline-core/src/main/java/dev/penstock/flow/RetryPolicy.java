package dev.penstock.flow;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * How often and when something is tried again. Immutable.
 *
 * <p>The wait before attempt n+1 is {@code first * factor^(n-1)}, at most {@code longest}; of it a
 * random part of up to {@code jitter} is left out, so that many who failed together do not come
 * back together.
 *
 * <p>Only transient errors are tried again. The first error in the chain of causes that tells
 * decides: Penstock's own exceptions by their type; an {@link java.io.IOException} or a {@link
 * java.util.concurrent.TimeoutException} is transient, unless it is about a file that cannot be had
 * or text that cannot be decoded. All else is permanent; {@link #when} sets another rule.
 *
 * <pre>{@code
 * RetryPolicy.attempts(5).delays(Duration.ofMillis(200), Duration.ofSeconds(10));
 * }</pre>
 *
 * @param attempts how often in all, the first one included
 * @param first the first wait
 * @param factor by which each wait is longer than the one before, at least 1
 * @param longest what no wait is longer than
 * @param jitter from 0 to 1
 * @param again which errors are tried again
 */
public record RetryPolicy(
    int attempts,
    Duration first,
    double factor,
    Duration longest,
    double jitter,
    Predicate<Throwable> again) {
  public RetryPolicy {
    Bounded.positive("attempts", attempts, 1000);
    Bounded.positive("first", first);
    Bounded.positive("longest", longest);
    Objects.requireNonNull(again, "again");
    if (!(factor >= 1 && factor <= 100) || !(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException(
          "factor must be from 1 to 100 and jitter from 0 to 1, but are "
              + factor
              + " and "
              + jitter);
    }
  }

  /** So often, first after 100 ms, then twice as long each time up to 30 s, half of it random. */
  public static RetryPolicy attempts(int attempts) {
    return new RetryPolicy(
        attempts, Duration.ofMillis(100), 2, Duration.ofSeconds(30), 0.5, Causes::isTransient);
  }

  public RetryPolicy delays(Duration firstDelay, Duration longestDelay) {
    return new RetryPolicy(attempts, firstDelay, factor, longestDelay, jitter, again);
  }

  public RetryPolicy factor(double value) {
    return new RetryPolicy(attempts, first, value, longest, jitter, again);
  }

  public RetryPolicy jitter(double value) {
    return new RetryPolicy(attempts, first, factor, longest, value, again);
  }

  /** Tries these errors again, and no others; giving up on request is never tried again. */
  public RetryPolicy when(Predicate<Throwable> errors) {
    return new RetryPolicy(attempts, first, factor, longest, jitter, errors);
  }

  /** The wait behind attempt number {@code attempt}, counted from 1. */
  public Duration delay(int attempt, RandomGenerator random) {
    double most = first.toNanos() * Math.pow(factor, attempt - 1);
    double capped = Math.min(most, longest.toNanos());
    return Duration.ofNanos((long) (capped * (1 - jitter * random.nextDouble())));
  }

  /** Whether to try again once attempt number {@code attempt} failed so. */
  boolean again(int attempt, Throwable error) {
    return attempt < attempts && !Causes.givenUp(error) && again.test(error);
  }

  void pause(int attempt, PipelineContext context) throws InterruptedException {
    context.pause(delay(attempt, ThreadLocalRandom.current()));
  }

  /** Calls until it succeeds or should not be tried again; throws the last error. */
  public <T> T call(PipelineContext context, Callable<T> work) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return work.call();
      } catch (Exception e) {
        if (!again(attempt, e)) {
          throw e;
        }
      }
      pause(attempt, context);
    }
  }
}

package dev.penstock.flow;

import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Lets at most so many through in a time, evenly spaced: with 10 a second, one every 100 ms. What
 * was not used is not saved up. Thread-safe; share one between all that use the same place.
 *
 * <pre>{@code
 * RateLimiter limit = RateLimiter.of(10, Duration.ofSeconds(1));
 * Stages.map((String id) -> client.fetch(id)).rateLimit(limit);
 * }</pre>
 */
public final class RateLimiter {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final long spacing;
  private OptionalLong free = OptionalLong.empty();

  private RateLimiter(long spacing) {
    this.spacing = spacing;
  }

  public static RateLimiter of(int permits, Duration per) {
    Bounded.positive("permits", permits, Integer.MAX_VALUE);
    return new RateLimiter(Math.ceilDiv(Bounded.positive("per", per).toNanos(), permits));
  }

  /**
   * Waits for its turn, first come, first served. Fails with a {@link TransientException} where
   * that would take more than an hour.
   */
  public void acquire(PipelineContext context) throws InterruptedException {
    Duration wait = Duration.ofNanos(reserve(context));
    if (wait.isPositive()) {
      context.pause(wait);
    }
  }

  private synchronized long reserve(PipelineContext context) {
    long now = context.ticker().nanos();
    long wait = Math.max(0, free.orElse(now) - now);
    if (wait > LONGEST.toNanos()) {
      throw new TransientException(
          new Problem(
              "rate-limited",
              context.stage(),
              "the wait for the rate limit would be longer than " + LONGEST + ".",
              "Raise the limit, or let fewer use it at once."),
          null);
    }
    free = OptionalLong.of(now + wait + spacing);
    return wait;
  }
}

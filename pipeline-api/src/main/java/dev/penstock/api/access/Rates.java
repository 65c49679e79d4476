package dev.penstock.api.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.penstock.api.error.Refusal;
import dev.penstock.error.Problem;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often somebody may ask this replica, by token buckets that fill again over a minute. Of at
 * most 10,000 callers a bucket is kept; one that is forgotten is full again. Thread-safe.
 */
public final class Rates {
  private static final int MOST = 10_000;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(PERIOD.multipliedBy(2)).build();
  private final Cache<String, AtomicInteger> streams = Caffeine.newBuilder().weakValues().build();
  private final Limits limits;

  public Rates(Limits limits) {
    this.limits = limits;
  }

  /** Counts a request of a caller with credentials. */
  public void request(Identity who) {
    take("caller " + who.credential(), limits.perCaller(), 1);
  }

  /** Counts a request without credentials. */
  public void anonymous(String address) {
    take("address " + network(address), limits.perAddress(), 1);
  }

  /** Refuses an address that has failed too often, before its credentials are looked at. */
  public void mayTry(String address) {
    Bucket bucket = bucket("failures " + network(address), limits.failures());
    if (bucket.getAvailableTokens() < 1) {
      throw tooMany(
          bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill(),
          "Too many credentials of this address were wrong.");
    }
  }

  /** Counts credentials that were wrong. */
  public void failed(String address) {
    bucket("failures " + network(address), limits.failures()).tryConsume(1);
  }

  /** Counts a stream of events that opens; the caller runs the answer when it closes. */
  public Runnable stream(Identity who) {
    AtomicInteger open = streams.get(who.credential(), key -> new AtomicInteger());
    if (open.incrementAndGet() > limits.streams()) {
      open.decrementAndGet();
      throw new Refusal(
          Refusal.Kind.TOO_MANY,
          new Problem(
              "too-many-streams",
              "events",
              "There are " + limits.streams() + " streams of events open, which is the most.",
              "Close one of them."));
    }
    return open::decrementAndGet;
  }

  private void take(String key, int perMinute, int tokens) {
    ConsumptionProbe probe = bucket(key, perMinute).tryConsumeAndReturnRemaining(tokens);
    if (!probe.isConsumed()) {
      throw tooMany(
          probe.getNanosToWaitForRefill(),
          "At most " + perMinute + " requests a minute are served.");
    }
  }

  private Bucket bucket(String key, int perMinute) {
    return buckets.get(
        key,
        unused ->
            Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, PERIOD))
                .build());
  }

  private static Refusal tooMany(long nanos, String message) {
    int seconds = (int) Duration.ofNanos(nanos).plusMillis(999).toSeconds();
    return new Refusal(
        Refusal.Kind.TOO_MANY,
        new Problem(
            "too-many-requests", "request", message, "Ask again when Retry-After has passed."),
        Math.max(1, seconds));
  }

  /** An address of IPv6 without its last half, which one machine can change at will. */
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    String[] parts = address.split(":", -1);
    int shown = Math.min(4, parts.length);
    return String.join(":", java.util.Arrays.copyOf(parts, shown));
  }

  /**
   * The most requests a minute, and streams at a time.
   *
   * @param perCaller requests with credentials
   * @param perAddress requests without
   * @param failures wrong credentials of an address
   * @param streams of events of a caller
   */
  public record Limits(int perCaller, int perAddress, int failures, int streams) {}
}

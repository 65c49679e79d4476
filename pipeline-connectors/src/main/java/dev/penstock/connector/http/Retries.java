package dev.penstock.connector.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a request is tried, and how long to wait in between: a random time up to a limit that
 * doubles with each failure, or what the server asks for. Immutable.
 *
 * @param attempts all tries together, at least 1
 * @param first limit of the first wait
 * @param most limit of every wait that this side chooses
 * @param longest the longest wait that a server may ask for
 */
public record Retries(int attempts, Duration first, Duration most, Duration longest) {
  public static final Retries DEFAULT =
      new Retries(5, Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofMinutes(2));

  private static final int MAX_DOUBLINGS = 20;
  private static final int MAX_DIGITS = 9;

  /**
   * The wait after a failure.
   *
   * @param attempt 1 for the first failure
   * @param asked what the server asked for
   */
  Duration delay(int attempt, Optional<Duration> asked) {
    if (asked.isPresent()) {
      return asked.get().compareTo(longest) > 0 ? longest : asked.get();
    }
    long limit = first.toMillis() << Math.clamp(attempt - 1L, 0, MAX_DOUBLINGS);
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(Math.min(limit, most.toMillis()) + 1));
  }

  /** Reads {@code Retry-After}: seconds or an HTTP date (RFC 9110, section 10.2.3). */
  static Optional<Duration> retryAfter(Optional<String> header, Clock clock) {
    return header
        .map(String::strip)
        .flatMap(
            text -> {
              if (text.matches("[0-9]{1," + MAX_DIGITS + "}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
              }
              try {
                ZonedDateTime date =
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
                Duration wait = Duration.between(clock.instant(), date.toInstant());
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            });
  }
}

package dev.penstock.api.audit;

import java.util.Optional;

/**
 * Which actions are wanted.
 *
 * @param subject what they were done to, with everything below its address
 * @param before the last one that was read
 */
public record ActionFilter(
    Optional<String> subject,
    Optional<String> who,
    Optional<String> action,
    Optional<Long> before,
    int limit) {
  public static final int MAX_LIMIT = 500;
}

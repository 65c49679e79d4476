package dev.penstock.api.logs;

import java.util.Optional;

/**
 * Which lines of a run are wanted.
 *
 * @param level the least
 * @param q a part of the message, in any case
 * @param after the last line that was read
 */
public record LogFilter(
    LogLevel level, Optional<String> service, Optional<String> q, long after, int limit) {
  public static final int MAX_LIMIT = 1_000;
}

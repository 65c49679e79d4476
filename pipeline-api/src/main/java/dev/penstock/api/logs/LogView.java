package dev.penstock.api.logs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a run's log.
 *
 * @param level {@code ERROR}, {@code WARN} or {@code INFO}
 * @param service {@code api}, {@code extractor}, {@code transformer} or {@code loader}
 */
public record LogView(
    Instant at,
    String level,
    String service,
    @Nullable String stream,
    @Nullable String split,
    String message) {
  /** One line for people. */
  public String text() {
    String where = (stream == null ? "" : " " + stream) + (split == null ? "" : "/" + split);
    return "%s %-5s %s%s: %s".formatted(at, level, service, where, message);
  }
}

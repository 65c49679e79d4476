package dev.penstock.api.rejects;

import java.util.Optional;

/**
 * Which rejects of a run to show.
 *
 * @param stage in lower case
 * @param after the number behind which the page starts
 */
public record RejectFilter(Optional<String> stage, Optional<String> rule, long after, int limit) {
  public static final int MAX_LIMIT = 1_000;
}

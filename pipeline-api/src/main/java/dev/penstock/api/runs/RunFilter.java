package dev.penstock.api.runs;

import dev.penstock.messaging.RunState;
import java.util.Optional;

/** Which runs to list. */
public record RunFilter(
    Optional<String> pipeline, Optional<RunState> state, Optional<Boolean> dryRun, int limit) {
  public static final int MAX_LIMIT = 500;
}

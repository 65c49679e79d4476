package dev.penstock.api.runs;

import dev.penstock.batch.Stage;
import dev.penstock.error.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What holds a run up at the moment.
 *
 * @param since when the first attempt failed
 * @param of how often the run is tried in all; 0 where a service tries again by itself
 * @param nextAt when the run is tried again; {@code null} where a service tries again by itself
 */
public record Retrying(
    Stage stage, int attempt, Problem problem, Instant since, int of, @Nullable Instant nextAt) {
  /** A service tries again by itself. */
  public Retrying(Stage stage, int attempt, Problem problem, Instant since) {
    this(stage, attempt, problem, since, 0, null);
  }
}

package dev.penstock.api.backfill;

import dev.penstock.error.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A backfill as clients see it.
 *
 * @param counts windows by state: {@code pending, running, succeeded, failed, cancelled, skipped}
 * @param windows a page of them, in the order in which they are read; empty in lists
 * @param next pass it as {@code after} to read on; {@code null} where there are no more
 * @param problem why it is held, where nobody asked for it
 */
public record BackfillView(
    String id,
    String pipeline,
    String state,
    String from,
    String to,
    String step,
    int parallel,
    String order,
    Map<String, String> parameters,
    @Nullable String environment,
    String reprocess,
    Instant createdAt,
    @Nullable Instant finishedAt,
    BackfillStore.Counts counts,
    List<Window> windows,
    @Nullable Integer next,
    @Nullable Problem problem) {
  public BackfillView {
    parameters = Map.copyOf(parameters);
    windows = List.copyOf(windows);
  }

  /**
   * One window.
   *
   * @param attempt which run of it this is
   * @param run {@code null} where it has none yet; of a skipped one the run that did it before
   */
  public record Window(
      int number, String from, String to, String state, int attempt, @Nullable String run) {}
}

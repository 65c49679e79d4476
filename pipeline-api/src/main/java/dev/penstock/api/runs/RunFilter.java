package dev.penstock.api.runs;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.messaging.RunState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which runs to list.
 *
 * @param states empty for all
 * @param since created then or later
 * @param until created earlier
 * @param q a part of the pipeline's name in any case, or the beginning of the run's id
 * @param after the last run that was listed
 */
public record RunFilter(
    Optional<String> pipeline,
    List<RunState> states,
    Optional<RunMode> mode,
    Optional<RunFrom> from,
    Optional<RunTrigger.Kind> trigger,
    Optional<String> environment,
    Optional<Boolean> dryRun,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<String> q,
    Sort sort,
    Optional<Place> after,
    int limit) {
  public static final int MAX_LIMIT = 500;

  public RunFilter {
    states = List.copyOf(states);
  }

  /** The same with one run more, which shows whether there is a next page. */
  public RunFilter oneMore() {
    return new RunFilter(
        pipeline,
        states,
        mode,
        from,
        trigger,
        environment,
        dryRun,
        since,
        until,
        q,
        sort,
        after,
        limit + 1);
  }

  /** The order of a list. Runs that are not over have no duration and count as the shortest. */
  public record Sort(By by, boolean descending) {
    public static final Sort NEWEST_FIRST = new Sort(By.CREATED, true);
  }

  /** What a list is ordered by. */
  public enum By {
    CREATED,
    DURATION
  }

  /**
   * A place in a list.
   *
   * @param value milliseconds since the epoch, or of the duration; -1 for none
   */
  public record Place(long value, String id) {}
}

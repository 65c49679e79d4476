package dev.penstock.api.stats;

import dev.penstock.error.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs of a span of time in numbers.
 *
 * @param since where the first step begins
 * @param until where the last step ends
 * @param step length of a step, as it was asked for
 * @param timezone whose days, weeks, months and years the steps are
 * @param items all steps, oldest first, also those without runs
 * @param now what goes on at the moment, dry runs among it
 * @param slow runs that take, or lately took, more than twice as long as usual, the worst first
 * @param failing pipelines whose latest run failed, the newest first
 */
public record Statistics(
    Instant since,
    Instant until,
    String step,
    String timezone,
    List<Item> items,
    Now now,
    Counts totals,
    List<Slow> slow,
    List<Failing> failing) {
  public Statistics {
    items = List.copyOf(items);
    slow = List.copyOf(slow);
    failing = List.copyOf(failing);
  }

  /** One step. */
  public record Item(Instant at, RunCounts runs, Records records, Seconds seconds) {
    static Item of(Instant at, Counts counts) {
      return new Item(at, counts.runs(), counts.records(), counts.seconds());
    }
  }

  /** What ended in a span of time. */
  public record Counts(RunCounts runs, Records records, Seconds seconds) {
    public static final Counts NONE =
        new Counts(new RunCounts(0, 0, 0), new Records(0, 0, 0), new Seconds(null, null));
  }

  /** Runs by how they ended. */
  public record RunCounts(long succeeded, long failed, long cancelled) {}

  /**
   * Records of the runs, whatever became of these.
   *
   * @param read with those rejected while reading
   * @param loaded rows of all outputs, raw copies among them
   */
  public record Records(long read, long loaded, long rejected) {}

  /** How long the runs took that succeeded; {@code null} where none did. */
  public record Seconds(@Nullable Double median, @Nullable Double max) {}

  /**
   * Runs that are not over.
   *
   * @param running those that were started and do not pause
   */
  public record Now(long running, long queued, long paused) {}

  /**
   * A run that takes long.
   *
   * @param state of the run
   * @param usual the median of the pipeline's last runs that succeeded
   */
  public record Slow(String pipeline, String run, String state, double seconds, double usual) {}

  /**
   * A pipeline whose latest run failed.
   *
   * @param run the latest
   * @param since when the first run failed behind the last one that succeeded
   * @param problem why the latest failed
   */
  public record Failing(String pipeline, String run, Instant since, @Nullable Problem problem) {}
}

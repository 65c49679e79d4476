package dev.penstock.definition;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How runs of a pipeline are carried out. None of it changes what they make.
 *
 * @param parallelism the most splits of a run that are read at a time; the operator's limit if
 *     empty
 * @param runs the most runs of the pipeline at a time, where {@link Concurrency#ALLOW} lets several
 *     go on; the operator's limit if empty
 * @param priority of runs that bring none, {@value #LEAST_PRIORITY} to {@value #MOST_PRIORITY}; the
 *     higher, the sooner
 * @param stalledAfter without any progress for so long a run is marked as stalled; the operator's
 *     limit if empty
 * @param slowAfter a run that takes longer is slow; none is if empty
 */
public record Settings(
    OptionalInt parallelism,
    OptionalInt runs,
    int priority,
    Optional<Duration> stalledAfter,
    Optional<Duration> slowAfter) {
  public static final int LEAST_PRIORITY = -100;
  public static final int MOST_PRIORITY = 100;

  /** The most of {@code parallelism} and {@code runs}. */
  public static final int MOST = 1_000;

  /** The operator's limits. */
  public static final Settings NONE =
      new Settings(OptionalInt.empty(), OptionalInt.empty(), 0, Optional.empty(), Optional.empty());
}

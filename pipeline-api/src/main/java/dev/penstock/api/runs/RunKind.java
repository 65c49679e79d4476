package dev.penstock.api.runs;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;

/**
 * What kind of run it is; settled when it is accepted.
 *
 * @param mode how much it reads
 * @param from what it reads; from anything but its sources it is a {@link RunMode#FULL full} run
 * @param until how far it goes; only what it reads from its sources can end as raw copies
 * @param dryRun whether all of it is done and nothing of it becomes visible
 */
public record RunKind(RunMode mode, RunFrom from, RunUntil until, boolean dryRun) {
  public RunKind {
    if (from != RunFrom.SOURCE && mode != RunMode.FULL) {
      throw new IllegalArgumentException("only sources are read incrementally");
    }
    if (until == RunUntil.BRONZE && (from != RunFrom.SOURCE || mode == RunMode.REPLAY)) {
      throw new IllegalArgumentException("only what is read from sources is kept raw");
    }
  }

  /** A run that goes to its models. */
  public RunKind(RunMode mode, RunFrom from, boolean dryRun) {
    this(mode, from, RunUntil.GOLD, dryRun);
  }

  /** A run that reads its sources and shows what it has. */
  public static RunKind of(RunMode mode) {
    return new RunKind(mode, RunFrom.SOURCE, false);
  }

  /**
   * Whether its end says up to where the sources were read: not where it has read none of them, or
   * where nothing of it is to be seen.
   */
  boolean movesSources() {
    return mode != RunMode.REPLAY && from == RunFrom.SOURCE && !dryRun;
  }
}

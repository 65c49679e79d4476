package dev.penstock.api.runs;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;

/**
 * What kind of run it is; settled when it is accepted.
 *
 * @param mode how much it reads
 * @param from what it reads; from {@link RunFrom#BRONZE} it is a {@link RunMode#FULL full} run
 * @param dryRun whether all of it is done and nothing of it becomes visible
 */
public record RunKind(RunMode mode, RunFrom from, boolean dryRun) {
  public RunKind {
    if (from == RunFrom.BRONZE && mode != RunMode.FULL) {
      throw new IllegalArgumentException("a run from bronze reads everything");
    }
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

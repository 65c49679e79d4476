package dev.penstock.api.runs;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.error.Problem;
import java.util.Optional;

/** A run that reads only so many records of each stream. */
public final class RecordLimit {
  private RecordLimit() {}

  /**
   * What is wrong with the limit of a run of this kind.
   *
   * <p>The end of such a run says nothing of what its sources hold beyond. One that publishes must
   * therefore be full, and the state of its streams is forgotten with it.
   *
   * @param where the field or parameter
   * @param limit 0 for none
   */
  public static Optional<Problem> check(String where, RunKind kind, long limit) {
    if (limit < 0) {
      return Optional.of(
          new Problem(
              "bad-limit",
              where,
              "A limit is a whole number of records, at least 1.",
              "Leave it out to read everything."));
    }
    boolean incremental = kind.mode() != RunMode.FULL && kind.from() == RunFrom.SOURCE;
    if (limit > 0 && incremental && !kind.dryRun()) {
      return Optional.of(
          new Problem(
              "limit-not-full",
              where,
              "An incremental run with a limit would leave records out for ever.",
              "Make it a dry run, or use the mode `full`: the next incremental run then reads"
                  + " everything."));
    }
    return Optional.empty();
  }
}

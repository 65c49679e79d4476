package dev.penstock.api.metrics;

import dev.penstock.api.runs.Books;
import dev.penstock.api.runs.ProgressStore;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunEnds;
import dev.penstock.api.runs.StageProgress;
import dev.penstock.api.runs.StageState;
import dev.penstock.api.store.Transactions;
import dev.penstock.error.Problem;
import dev.penstock.messaging.RunState;
import dev.penstock.service.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Counts the ends of runs, once the transaction in which they end is committed: each end is counted
 * by the one replica that made it, and not at all where that dies right then. Thread-safe.
 */
public final class RunMeters implements RunEnds {
  private static final String UNBALANCED = "books-do-not-balance";

  private static final String TOO_MANY_REJECTS = "too-many-rejects";

  private static final Duration[] BUCKETS = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofMinutes(30),
    Duration.ofHours(1),
    Duration.ofHours(3),
    Duration.ofHours(12),
    Duration.ofHours(24)
  };

  private final ProgressStore progress;
  private final Transactions transactions;
  private final Meters meters;
  private final Counter unbalanced;
  private final Counter difference;

  public RunMeters(ProgressStore progress, Transactions transactions, Meters meters) {
    this.progress = progress;
    this.transactions = transactions;
    this.meters = meters;
    // There from the start: a rule that watches them must see the first one as a step from 0.
    unbalanced =
        meters.counter(
            "penstock.books.unbalanced", "Runs that failed because their books do not balance.");
    difference =
        meters.counter(
            "penstock.books.difference",
            "Records that such runs had unaccounted for, over all their outputs.");
    Counter there = causes(meters, TOO_MANY_REJECTS);
    assert there.count() == 0;
  }

  @Override
  public void ended(Run run) {
    long missing = missing(run);
    transactions.afterCommit(() -> count(run, missing));
  }

  private long missing(Run run) {
    return run.details().problems().stream().anyMatch(problem -> isUnbalanced(problem))
        ? progress.progress(run.id()).books(run.details().outputs()).entries().stream()
            .mapToLong(Books.Entry::difference)
            .sum()
        : 0;
  }

  private static boolean isUnbalanced(Problem problem) {
    return problem.code().equals(UNBALANCED);
  }

  private void count(Run run, long missing) {
    ends(meters, run.pipeline(), run.state()).increment();
    time("penstock.run.duration", "state", word(run.state()), run.startedAt(), run.finishedAt());
    for (StageProgress stage : run.details().stages()) {
      if (stage.state() == StageState.DONE) {
        time(
            "penstock.stage.duration",
            "stage",
            stage.stage().name().toLowerCase(Locale.ROOT),
            stage.startedAt(),
            stage.finishedAt());
      }
    }
    if (run.state() == RunState.FAILED) {
      failed(run);
    }
    if (run.details().problems().stream().anyMatch(RunMeters::isUnbalanced)) {
      unbalanced.increment();
      difference.increment((double) missing);
    }
  }

  private void failed(Run run) {
    String code =
        run.details().problems().stream().findFirst().map(Problem::code).orElse("unknown");
    causes(meters, code).increment();
  }

  static Counter causes(Meters meters, String code) {
    return meters.counter(
        "penstock.run.failures",
        "Runs that failed, by the code of their first problem.",
        "cause",
        meters.cause(code));
  }

  /** The counter of a pipeline's runs that ended so. */
  static Counter ends(Meters meters, String pipeline, RunState state) {
    return meters.counter(
        "penstock.runs.ended",
        "Runs that are over, by how they ended.",
        "pipeline",
        meters.pipeline(pipeline),
        "state",
        word(state));
  }

  private void time(
      String name, String label, String value, @Nullable Instant from, @Nullable Instant until) {
    if (from != null && until != null) {
      String what =
          label.equals("stage")
              ? "How long the stages of runs took that are over."
              : "How long runs took from their start to their end.";
      meters.timer(name, what, BUCKETS, label, value).record(Duration.between(from, until));
    }
  }

  static String word(RunState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}

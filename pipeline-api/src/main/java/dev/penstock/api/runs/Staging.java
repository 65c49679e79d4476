package dev.penstock.api.runs;

import dev.penstock.api.rejects.RejectStore;
import dev.penstock.api.rejects.RejectTally;
import dev.penstock.batch.Stage;
import dev.penstock.error.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Moves a running run on to what its counts and rejects lead to. Counts and rejects come by two
 * topics; whichever comes last moves the run. Both lock the run's row first, so that the later one
 * sees what the earlier one wrote. Works in the caller's transaction. Thread-safe.
 */
public final class Staging {
  private final ProgressStore progress;
  private final RejectStore rejects;
  private final RunChanges changes;
  private final Clock clock;

  public Staging(ProgressStore progress, RejectStore rejects, RunChanges changes, Clock clock) {
    this.progress = progress;
    this.rejects = rejects;
    this.changes = changes;
    this.clock = clock;
  }

  /** New counts of a locked, running run were taken. */
  Run counted(Run run) {
    Progress now = progress.progress(run.id());
    List<StageProgress> stages = now.stages(run.details().stages(), clock.instant());
    Run moved = run.withDetails(run.details().withStages(stages));
    changes.finished(run, moved);
    return switch (verdict(run, now)) {
      case Verdict.Wait wait -> {
        rejects.await(run.id(), clock.instant());
        yield changes.news(moved);
      }
      case Verdict verdict -> decide(moved, verdict);
    };
  }

  /**
   * A locked run was started, perhaps again: what came while it was held may have been the last of
   * it.
   */
  Run started(Run run) {
    Progress now = progress.progress(run.id());
    return switch (verdict(run, now)) {
      case Verdict.GoOn goOn -> run;
      case Verdict verdict -> counted(run);
    };
  }

  /** New rejects of a locked, running run were counted. */
  void rejected(Run run) {
    boolean awaited = rejects.awaitedSince(run.id()).isPresent();
    boolean judged =
        progress.outputs(run.id()).stream().anyMatch(stream -> stream.budget().isPresent());
    if (!awaited && !judged) {
      return;
    }
    switch (verdict(run, progress.progress(run.id()))) {
      case Verdict.GoOn goOn -> {}
      case Verdict.Wait wait -> rejects.await(run.id(), clock.instant());
      case Verdict verdict -> decide(run, verdict);
    }
  }

  /**
   * A locked, running run has waited for a while, without anything that came for it.
   *
   * @param giveUpBefore a run that waits since before it and whose rejects cannot come any more
   *     fails
   */
  void overdue(Run run, Instant giveUpBefore) {
    Instant since = rejects.awaitedSince(run.id()).orElse(clock.instant());
    switch (verdict(run, progress.progress(run.id()))) {
      case Verdict.Wait wait when since.isBefore(giveUpBefore) ->
          fail(run, Stage.LOAD, List.of(RejectProblems.missing(wait)));
      case Verdict.Wait wait -> show(run, RejectProblems.underWay(wait), since);
      case Verdict.GoOn goOn -> rejects.awaitNoMore(run.id());
      case Verdict verdict -> decide(run, verdict);
    }
  }

  /** A locked, running run may have been let through. */
  void reconsider(Run run) {
    switch (verdict(run, progress.progress(run.id()))) {
      case Verdict.GoOn goOn -> {}
      case Verdict.Wait wait -> {}
      case Verdict verdict -> decide(run, verdict);
    }
  }

  private Run decide(Run run, Verdict verdict) {
    return switch (verdict) {
      case Verdict.GoOn goOn -> changes.news(run);
      case Verdict.Wait wait -> changes.news(run);
      case Verdict.Staged staged -> {
        rejects.awaitNoMore(run.id());
        yield changes.pass(run, Gate.AUDIT, new Transition.Staged());
      }
      case Verdict.Unbalanced unbalanced -> fail(run, Stage.LOAD, unbalanced.books().problems());
      case Verdict.OverBudget over ->
          fail(
              run,
              over.excesses().getFirst().most(),
              RejectProblems.of(over, rejects.summary(run.id())));
    };
  }

  private Run fail(Run run, Stage stage, List<Problem> problems) {
    rejects.awaitNoMore(run.id());
    return changes.apply(run, new Transition.Fail(stage, problems, List.of()));
  }

  private void show(Run run, Problem problem, Instant since) {
    Retrying now = new Retrying(Stage.LOAD, 1, problem, since);
    if (!now.equals(run.details().retrying())) {
      changes.news(run.withDetails(run.details().withRetrying(now)));
    }
  }

  private Verdict verdict(Run run, Progress now) {
    List<StreamOutputs> streams = progress.outputs(run.id());
    boolean budget = streams.stream().anyMatch(stream -> stream.budget().isPresent());
    RejectTally tally =
        budget || now.complete() ? rejects.tally(run.id()) : new RejectTally(List.of());
    return Verdict.of(now, tally, streams);
  }
}

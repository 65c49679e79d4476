package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.CONFLICT;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.runs.Kept.Reason;
import dev.penstock.api.store.Transactions;
import dev.penstock.error.Problem;
import dev.penstock.messaging.RunState;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Tries runs that failed again, in the same run, and gives them up where that makes no sense any
 * more. Thread-safe. Locks are taken in the order pipeline, run; never two runs' at once.
 */
public final class Retries {
  private static final int AT_ONCE = 100;

  private final RunStore runs;
  private final PipelineStore pipelines;
  private final Transactions transactions;
  private final ActionLog actions;
  private final RunChanges changes;
  private final Clock clock;

  public Retries(
      RunStore runs,
      PipelineStore pipelines,
      RunChanges changes,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    this.runs = runs;
    this.pipelines = pipelines;
    this.changes = changes;
    this.actions = actions;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Tries a run that failed again from the point of failure: it waits for its turn, and what is
   * loaded to its end is not read again.
   *
   * @throws Refusal where it did not fail, or cannot be tried again any more
   */
  public void retry(String id) {
    transactions.change(
        () -> {
          Run seen = runs.find(id).orElseThrow(() -> Runs.unknown(id));
          // The pipeline first: no other run of it begins meanwhile.
          boolean there =
              pipelines.lockById(seen.pipelineId()).filter(head -> !head.deleted()).isPresent();
          Run run = runs.lock(id).orElseThrow(() -> Runs.unknown(id));
          mayBeTriedAgain(run, there);
          actions.note("run.retry", "runs/" + id, "attempt " + (run.attempt() + 1));
          changes.apply(run, new Transition.Retry(null, null));
        });
  }

  private void mayBeTriedAgain(Run run, boolean pipelineThere) {
    if (run.state() != RunState.FAILED) {
      throw refused(run, "It is " + run.state() + "; only a run that failed is tried again.");
    }
    Optional<Kept> kept = runs.kept(run.id());
    if (kept.isEmpty() || run.cleaned()) {
      throw refused(run, kept(run));
    }
    Reason givenUp = kept.get().givenUp();
    if (givenUp != null) {
      throw refused(run, givenUp.text());
    }
    if (!pipelineThere) {
      throw refused(run, Reason.PIPELINE_DELETED.text());
    }
    // The beat may not have come to it yet.
    runs.keptForNothing(clock.instant(), run.id())
        .ifPresent(
            why -> {
              throw refused(run, why.text());
            });
    if (runs.inReplay(run.id())) {
      throw refused(run, "Some of its rejects are being replayed.");
    }
  }

  private static String kept(Run run) {
    return run.replayOf() != null
        ? "It is a replay; its rejects can be taken up by another one."
        : "What it had staged was not kept.";
  }

  /** Gives up runs that are kept for nothing. Called often; crashes between lose nothing. */
  public void sweep() {
    List<RunStore.Superfluous> all =
        transactions.read(() -> runs.keptForNothing(clock.instant(), AT_ONCE));
    for (RunStore.Superfluous found : all) {
      transactions.change(
          () -> runs.lock(found.run()).ifPresent(run -> changes.giveUp(run, found.why())));
    }
  }

  private static Refusal refused(Run run, String why) {
    return new Refusal(
        CONFLICT,
        new Problem(
            "not-retryable",
            "runs/" + run.id(),
            "The run cannot be tried again: " + why,
            "Start a new run: POST /api/v1/pipelines/" + run.pipeline() + "/runs."));
  }
}

package dev.penstock.api.runs;

import dev.penstock.batch.Stage;
import dev.penstock.messaging.RunState;
import org.jspecify.annotations.Nullable;

/**
 * Lets runs that wait at a gate go on, and marks those that do not move. Works in the caller's
 * transaction. Thread-safe.
 */
public final class GateKeeper {
  private final RunStore runs;
  private final Staging staging;
  private final RunChanges changes;

  public GateKeeper(RunStore runs, Staging staging, RunChanges changes) {
    this.runs = runs;
    this.staging = staging;
    this.changes = changes;
  }

  /**
   * Looks again at a run that waits before its audit or its publish. One that waits for its start
   * is looked at with all others that do.
   */
  public void reconsider(String id) {
    runs.lock(id).ifPresent(this::reconsider);
  }

  /** Shows of a locked run that it does not move, or that it does again. */
  public Run mark(Run run, @Nullable Stalled now) {
    return changes.news(run.withDetails(run.details().withStalled(now)));
  }

  private void reconsider(Run run) {
    if (run.state() == RunState.RUNNING) {
      staging.reconsider(run);
    } else if (run.state() == RunState.AUDITING && audited(run)) {
      RunDetails found = run.details();
      changes.pass(run, Gate.PUBLISH, new Transition.AuditPassed(found.checks(), found.outputs()));
    }
  }

  private static boolean audited(Run run) {
    return run.details().stages().stream()
        .anyMatch(stage -> stage.stage() == Stage.AUDIT && stage.state() == StageState.DONE);
  }
}

package dev.penstock.api.runs;

import dev.penstock.api.dispatch.Dispatcher;
import dev.penstock.api.rejects.RejectStore;
import dev.penstock.messaging.RunState;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Reads runs and what is shown of them, in the caller's transaction. Thread-safe. */
public final class RunReader {
  /** The most warnings that one answer lists. */
  private static final int MAX_WARNINGS = 200;

  private final RunStore runs;
  private final ProgressStore progress;
  private final RejectStore rejects;
  private final Dispatcher dispatcher;
  private final Clock clock;

  public RunReader(
      RunStore runs,
      ProgressStore progress,
      RejectStore rejects,
      Dispatcher dispatcher,
      Clock clock) {
    this.runs = runs;
    this.progress = progress;
    this.rejects = rejects;
    this.dispatcher = dispatcher;
    this.clock = clock;
  }

  /** Refuses a run that is not there. */
  Run find(String id) {
    return runs.find(id).orElseThrow(() -> Runs.unknown(id));
  }

  /** All that is shown of a run. */
  RunView view(Run run) {
    Progress now = progress.progress(run.id());
    return RunViews.view(
        run,
        now,
        run.state() == RunState.QUEUED ? List.of() : progress.splits(run.id(), Runs.MAX_SPLITS),
        rejects.summary(run.id()).atLeast(now.rejected()),
        progress.warnings(run.id(), MAX_WARNINGS),
        run.state() == RunState.QUEUED
            ? Optional.of(dispatcher.queue().reason(run.id()))
            : Optional.empty(),
        runs.kept(run.id()),
        clock.instant());
  }
}

package dev.penstock.api.runs;

import dev.penstock.api.dispatch.Dispatcher;
import dev.penstock.api.dispatch.PlaceStore;
import dev.penstock.api.dispatch.QueuedRun;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.store.Transactions;
import dev.penstock.messaging.RunState;

/**
 * Starts runs that wait, in their turn. Thread-safe. Locks are taken in the order pipeline, run,
 * places; work that holds a run never asks for a pipeline.
 */
public final class Starting {
  private final RunStore runs;
  private final PlaceStore places;
  private final Dispatcher dispatcher;
  private final PipelineStore pipelines;
  private final RunChanges changes;
  private final Staging staging;
  private final Transactions transactions;

  public Starting(
      RunStore runs,
      PlaceStore places,
      Dispatcher dispatcher,
      PipelineStore pipelines,
      RunChanges changes,
      Staging staging,
      Transactions transactions) {
    this.runs = runs;
    this.places = places;
    this.dispatcher = dispatcher;
    this.pipelines = pipelines;
    this.changes = changes;
    this.staging = staging;
    this.transactions = transactions;
  }

  /** Starts runs that waited and now may go on. Called often; crashes between lose nothing. */
  public void startWaiting() {
    for (QueuedRun next : transactions.read(() -> dispatcher.queue().startable())) {
      transactions.change(
          () -> {
            if (pipelines.lockById(next.pipelineId()).isPresent()) {
              runs.lock(next.id())
                  .filter(run -> run.state() == RunState.QUEUED)
                  .ifPresent(this::start);
            }
          });
    }
  }

  /** Starts a locked run that waits, in its turn, if it may; else it goes on waiting. */
  Run start(Run run) {
    places.lock();
    if (!dispatcher.queue().mayStart(run.id())) {
      return run;
    }
    Run next = changes.start(run);
    if (next.state() != RunState.RUNNING) {
      return next;
    }
    Run started = staging.started(next);
    int unused = dispatcher.give();
    return started;
  }
}

package dev.penstock.api.schedule;

import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunEnds;
import dev.penstock.messaging.RunState;
import java.time.Clock;

/**
 * Notes, in the transaction in which a run is published, that the pipelines that wait for it are to
 * be started. They are started by a later beat: whoever holds a run asks for no pipeline.
 */
public final class ScheduleEnds implements RunEnds {
  private final ScheduleStore store;
  private final Clock clock;

  public ScheduleEnds(ScheduleStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void ended(Run run) {
    if (run.state() == RunState.SUCCEEDED && !run.dryRun()) {
      store.follow(run, clock.instant());
    }
  }
}

package dev.penstock.api.runs;

import dev.penstock.api.events.CloudEvent;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.OutboxMessage;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes changes to runs together with everything that follows from them: the message to the
 * services, their tasks, the public event. Works in the caller's transaction, on a run whose row is
 * locked. Thread-safe.
 */
final class RunChanges {
  /** Counts are told at most this often. */
  static final Duration ANNOUNCEMENT_INTERVAL = Duration.ofMillis(500);

  private final RunStore runs;
  private final ProgressStore progress;
  private final StreamStates states;
  private final RunEnds ends;
  private final Outbox outbox;
  private final Clock clock;

  RunChanges(
      RunStore runs,
      ProgressStore progress,
      StreamStates states,
      RunEnds ends,
      Outbox outbox,
      Clock clock) {
    this.states = states;
    this.runs = runs;
    this.progress = progress;
    this.ends = ends;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Tells that there is a new run. */
  void created(Run run) {
    outbox.add(List.of(event(run, RunEvents.created(run, clock.instant()))));
  }

  /** Moves the run on and tells everybody. */
  Run apply(Run run, Transition transition) {
    Instant now = clock.instant();
    Run next = RunLifecycle.apply(run, transition, now);
    List<OutboxMessage> messages = new ArrayList<>();
    messages.add(
        OutboxMessage.json(
            Topics.RUNS,
            next.id(),
            new RunMessage(
                next.id(),
                next.pipeline(),
                next.version(),
                next.epoch(),
                next.revision(),
                next.state(),
                next.mode(),
                next.from(),
                next.dryRun(),
                runs.definition(next))));
    for (Task task : RunLifecycle.tasks(next, () -> states.starts(next))) {
      messages.add(OutboxMessage.json(Topics.TASKS, task.key(), task));
    }
    outbox.add(messages);
    if (next.state() == RunState.SUCCEEDED && next.kind().movesSources()) {
      states.publish(next, now);
    }
    if (next.state().terminal()) {
      states.forget(next.id());
      ends.ended(next);
    }
    return announce(next, now);
  }

  /** Keeps news, and tells them now or, where the last ones are fresh, a little later. */
  Run news(Run run) {
    Instant now = clock.instant();
    if (run.announcement().at().plus(ANNOUNCEMENT_INTERVAL).isAfter(now)) {
      Run later = run.withNews();
      runs.save(later);
      return later;
    }
    return announce(run, now);
  }

  private Run announce(Run run, Instant now) {
    Run announced = run.announced(now);
    runs.save(announced);
    outbox.add(
        List.of(event(announced, RunEvents.updated(announced, progress.progress(run.id()), now))));
    return announced;
  }

  private static OutboxMessage event(Run run, CloudEvent event) {
    return new OutboxMessage(Topics.EVENTS, run.id(), CloudEvent.CONTENT_TYPE, Json.write(event));
  }
}

package dev.penstock.api.runs;

import dev.penstock.api.dispatch.PlaceStore;
import dev.penstock.api.events.CloudEvent;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.OutboxMessage;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.RetryDefinition;
import dev.penstock.error.Problem;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.LogContext;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Makes changes to runs together with everything that follows from them: the message to the
 * services, their tasks, the public event. Works in the caller's transaction, on a run whose row is
 * locked. Thread-safe.
 */
public final class RunChanges {
  /** Counts are told at most this often. */
  static final Duration ANNOUNCEMENT_INTERVAL = Duration.ofMillis(500);

  private static final Logger LOG = Logger.getLogger(RunChanges.class);

  private final RunStore runs;
  private final ProgressStore progress;
  private final StreamStates states;
  private final PlaceStore places;
  private final RunEnds ends;
  private final Outbox outbox;
  private final Transactions transactions;
  private final Clock clock;
  private final Duration keepFailed;
  private final DefinitionParser parser = new DefinitionParser();

  /**
   * Prepares.
   *
   * @param keepFailed how long a run that failed keeps what it staged; zero for not at all
   */
  public RunChanges(
      RunStore runs,
      ProgressStore progress,
      StreamStates states,
      PlaceStore places,
      RunEnds ends,
      Outbox outbox,
      Transactions transactions,
      Clock clock,
      Duration keepFailed) {
    this.keepFailed = keepFailed;
    this.states = states;
    this.places = places;
    this.runs = runs;
    this.progress = progress;
    this.ends = ends;
    this.outbox = outbox;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Tells that there is a new run. */
  void created(Run run) {
    log(
        run,
        () ->
            LOG.infof(
                "run accepted; pipeline=%s version=%d mode=%s from=%s dry_run=%s",
                run.pipeline(), run.version(), run.mode(), run.from(), run.dryRun()));
    outbox.add(List.of(event(run, RunEvents.created(run, clock.instant()))));
  }

  /** Moves the run on and tells everybody. */
  Run apply(Run run, Transition transition) {
    Instant now = clock.instant();
    Run next = RunLifecycle.apply(run, transition, now);
    List<OutboxMessage> messages = new ArrayList<>();
    messages.add(told(next, next.revision()));
    boolean kept = next.state() == RunState.FAILED && mayBeTriedAgain(next);
    if (!kept) {
      for (Task task : RunLifecycle.tasks(next)) {
        messages.add(OutboxMessage.json(Topics.TASKS, task.key(), task));
      }
    }
    outbox.add(messages);
    if (transition instanceof Transition.Retry) {
      runs.keepNoMore(next.id());
      progress.forget(next.id(), next.epoch());
    }
    if (next.state() == RunState.RUNNING) {
      places.started(next.id(), next.revision());
    }
    if (next.state() == RunState.SUCCEEDED && next.movesSources()) {
      states.publish(next, now);
    } else if (next.state() == RunState.SUCCEEDED && next.touchesSources()) {
      states.forget(next);
    }
    if (kept) {
      runs.keep(next.id(), now.plus(keepFailed));
    }
    if (next.state().terminal()) {
      ends.ended(next);
    }
    log(next, () -> say(next, transition));
    Run told = announce(next, now);
    ends.moved(run, told);
    boolean nothingToLoad = next.state() == RunState.RUNNING && next.order().streams().isEmpty();
    return nothingToLoad ? pass(told, Gate.AUDIT, new Transition.Staged()) : told;
  }

  /** Starts the run as soon as it may; until then it waits as it is, or fails. */
  Run start(Run run) {
    return switch (ends.passage(run, Gate.START)) {
      case Passage.Open open -> apply(run, new Transition.Start());
      case Passage.Shut shut -> run;
      case Passage.Refused refused -> refuse(run, Gate.START, refused);
    };
  }

  /** Moves the run on as soon as it may; until then it is kept as it is, or fails. */
  Run pass(Run run, Gate gate, Transition onward) {
    return switch (ends.passage(run, gate)) {
      case Passage.Open open -> apply(run, onward);
      case Passage.Shut shut -> news(run);
      case Passage.Refused refused -> refuse(run, gate, refused);
    };
  }

  /** Tells of stages that the run has finished since. */
  void finished(Run before, Run after) {
    if (!RunViews.completedStages(before).equals(RunViews.completedStages(after))) {
      ends.moved(before, after);
    }
  }

  private Run refuse(Run run, Gate gate, Passage.Refused refused) {
    return apply(run, new Transition.Fail(gate.behind(), List.of(refused.problem()), List.of()));
  }

  /**
   * Tells the run's log, but nothing that did not happen: a line that comes before the run can be
   * seen is a line of no run.
   */
  private void log(Run run, Runnable lines) {
    transactions.afterCommit(
        () -> {
          try (LogContext context = LogContext.of(run.id(), run.pipeline())) {
            lines.run();
          }
        });
  }

  /** What the run has come to. */
  private static void say(Run run, Transition transition) {
    switch (transition) {
      case Transition.Fail fail ->
          LOG.warnf(
              "run failed; stage=%s epoch=%d reason=%s",
              fail.stage(),
              run.epoch(),
              fail.problems().stream().findFirst().map(Problem::text).orElse(""));
      case Transition.Retry retry ->
          LOG.infof(
              "run is tried again; attempt=%d epoch=%d reason=%s",
              run.attempt(),
              run.epoch(),
              retry.cause() == null ? "" : retry.cause().problem().text());
      default -> LOG.infof("run is %s; epoch=%d", run.state(), run.epoch());
    }
  }

  /**
   * Fails the run, or, where its definition says so and the reason may pass, has it tried again
   * later.
   */
  Run fail(Run run, Transition.Fail failure, boolean passing) {
    RetryDefinition policy =
        passing ? parser.parse(runs.definition(run)).operation().retry() : RetryDefinition.NONE;
    if (run.attempt() >= policy.attempts()
        || !RunLifecycle.allows(run.state(), failure)
        || !RunLifecycle.allows(run.state(), new Transition.Retry(null, null))) {
      return apply(run, failure);
    }
    Instant now = clock.instant();
    Instant next = now.plus(policy.delay(run.attempt(), ThreadLocalRandom.current()));
    Retrying cause =
        new Retrying(
            failure.stage(),
            run.attempt(),
            failure.problems().getFirst(),
            now,
            policy.attempts(),
            next);
    return apply(run, new Transition.Retry(next, cause));
  }

  /** A replay that failed gave its rejects back; another one may take them up. */
  private boolean mayBeTriedAgain(Run run) {
    return keepFailed.isPositive() && run.replayOf() == null;
  }

  /** Cleans a locked run that failed and was kept; does nothing for any other. */
  Run giveUp(Run run, Kept.Reason why) {
    if (run.state() != RunState.FAILED
        || runs.kept(run.id()).filter(kept -> kept.givenUp() == null).isEmpty()) {
      return run;
    }
    runs.giveUp(run.id(), why);
    Task clean = new Task.Clean(run.id(), run.epoch());
    outbox.add(List.of(OutboxMessage.json(Topics.TASKS, clean.key(), clean)));
    return news(run);
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

  /** Gives the run another priority and tells everybody. */
  void prioritize(Run run, int priority) {
    Run next = run.withPriority(priority);
    if (next.startedAt() != null) {
      outbox.add(List.of(told(next, next.revision() + 1)));
    }
    Run unused = announce(next, clock.instant());
  }

  private OutboxMessage told(Run run, long revision) {
    return OutboxMessage.json(
        Topics.RUNS,
        run.id(),
        new RunMessage(
            run.id(),
            run.pipeline(),
            run.version(),
            run.epoch(),
            revision,
            run.state(),
            run.mode(),
            run.from(),
            run.until(),
            run.dryRun(),
            run.order().streams(),
            run.priority(),
            runs.definition(run)));
  }

  private Run announce(Run run, Instant now) {
    Progress counted = progress.progress(run.id());
    Told before = Objects.requireNonNullElse(run.announcement().told(), Told.NOTHING);
    Told told = Told.of(run, counted);
    Run announced = run.announced(now, told);
    runs.save(announced);
    outbox.add(
        List.of(event(announced, RunEvents.updated(announced, told, told.since(before), now))));
    return announced;
  }

  private static OutboxMessage event(Run run, CloudEvent event) {
    return new OutboxMessage(Topics.EVENTS, run.id(), CloudEvent.CONTENT_TYPE, Json.write(event));
  }
}

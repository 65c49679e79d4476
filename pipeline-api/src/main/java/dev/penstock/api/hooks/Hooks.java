package dev.penstock.api.hooks;

import dev.penstock.api.hooks.Delivery.State;
import dev.penstock.api.runs.Gate;
import dev.penstock.api.runs.Passage;
import dev.penstock.api.runs.Progress;
import dev.penstock.api.runs.ProgressStore;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunEnds;
import dev.penstock.api.runs.StageState;
import dev.penstock.batch.Stage;
import dev.penstock.definition.HookDefinition;
import dev.penstock.definition.HookDefinition.When;
import dev.penstock.definition.RejectBudget;
import dev.penstock.error.Problem;
import dev.penstock.messaging.RunState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Writes down whom to tell of a run's moments, and lets it wait where somebody must agree. Works in
 * the caller's transaction, on a run that is locked. Thread-safe.
 */
public final class Hooks implements RunEnds {
  /** A part of few records says little. */
  private static final long LEAST_FOR_A_PART = 1_000;

  private final RunEnds others;
  private final HookPlans plans;
  private final HookStore store;
  private final ProgressStore progress;
  private final HookEvents events;
  private final Clock clock;

  /**
   * @param others what else follows from the end of a run
   * @param publicUrl where people reach the API, for links
   */
  public Hooks(
      RunEnds others,
      HookPlans plans,
      HookStore store,
      ProgressStore progress,
      Optional<String> publicUrl,
      Clock clock) {
    this.others = others;
    this.plans = plans;
    this.store = store;
    this.progress = progress;
    this.events = new HookEvents(publicUrl);
    this.clock = clock;
  }

  @Override
  public void ended(Run run) {
    others.ended(run);
  }

  @Override
  public void moved(Run before, Run after) {
    others.moved(before, after);
    List<Hook> hooks = plans.of(after).hooks();
    if (hooks.isEmpty()) {
      return;
    }
    Telling telling = new Telling(after);
    Optional<When> reached = reached(before, after);
    Set<Stage> finished = finished(after);
    finished.removeAll(finished(before));
    for (Hook hook : hooks) {
      if (reached.filter(hook::is).isPresent()) {
        telling.tell(hook, "", attempt(after));
      }
      for (Stage stage : finished) {
        if (hook.isBehind(stage)) {
          telling.tell(hook, Hook.word(stage), attempt(after));
        }
      }
    }
    if (before.state() == RunState.RUNNING && after.state() != RunState.RUNNING) {
      manyRejects(telling, hooks, true);
    }
  }

  @Override
  public Passage passage(Run run, Gate gate) {
    List<Hook> guards = plans.of(run).hooks().stream().filter(hook -> hook.guards(gate)).toList();
    if (guards.isEmpty()) {
      return Passage.OPEN;
    }
    Map<String, Delivery> asked =
        store.blocking(run.id(), attempt(run)).stream()
            .collect(Collectors.toMap(Delivery::hook, Function.identity()));
    Telling telling = new Telling(run);
    boolean open = true;
    for (Hook guard : guards) {
      Delivery delivery = asked.get(guard.id());
      if (delivery == null) {
        telling.tell(guard, guard.definition().stage().orElse(""), attempt(run));
        open = false;
        continue;
      }
      Optional<String> refusal = refusal(delivery);
      if (refusal.isPresent()) {
        return new Passage.Refused(failed(guard, refusal.get()));
      }
      open &= delivery.state() == State.DELIVERED;
    }
    return open ? Passage.OPEN : Passage.SHUT;
  }

  /** Tells that the run does not move. */
  void stalled(Run run, Instant since) {
    Telling telling = new Telling(run);
    plans.of(run).hooks().stream()
        .filter(hook -> hook.is(When.STALLED))
        .forEach(hook -> telling.tell(hook, "", since.toString()));
  }

  /** Tells of a run that goes on what time and counts have made true. */
  void lookAt(Run run, Instant now) {
    List<Hook> hooks = plans.of(run).hooks();
    Telling telling = new Telling(run);
    Instant started = run.startedAt();
    for (Hook hook : hooks) {
      if (started != null
          && hook.is(When.SLOW)
          && hook.definition()
              .after()
              .filter(after -> started.plus(after).isBefore(now))
              .isPresent()
          && !store.told(run.id(), hook.id(), Hook.word(When.SLOW))) {
        telling.tell(hook, "", "once");
      }
    }
    manyRejects(telling, hooks, false);
  }

  private void manyRejects(Telling telling, List<Hook> hooks, boolean end) {
    for (Hook hook : hooks) {
      Optional<RejectBudget> budget = hook.definition().rejects();
      if (!hook.is(When.MANY_REJECTS) || budget.isEmpty()) {
        continue;
      }
      Progress counted = telling.counted.get();
      long rejected = counted.rejected();
      long read = counted.records(Stage.EXTRACT) + counted.rejected(Stage.EXTRACT);
      boolean judged =
          end || budget.get() instanceof RejectBudget.Count || read >= LEAST_FOR_A_PART;
      if (judged
          && budget.get().passedBy(rejected, read)
          && !store.told(telling.run.id(), hook.id(), Hook.word(When.MANY_REJECTS))) {
        telling.tell(hook, "", "once");
      }
    }
  }

  /** Why the run may not go on; empty where it may, or may yet. */
  private Optional<String> refusal(Delivery delivery) {
    Instant deadline = delivery.deadline();
    String error = Objects.requireNonNullElse(delivery.lastError(), "there was no answer");
    if (delivery.state() == State.GAVE_UP) {
      return Optional.of(error);
    }
    if (delivery.state() == State.WAITING
        && deadline != null
        && !clock.instant().isBefore(deadline)) {
      store.giveUp(delivery.id(), error);
      return Optional.of("no consent in time; " + error);
    }
    return Optional.empty();
  }

  private static Problem failed(Hook hook, String why) {
    return new Problem(
        "hook-failed",
        hook.id(),
        "The notifier `"
            + hook.definition().notifier()
            + "` did not agree to the run "
            + (hook.is(When.BEFORE_RUN)
                ? "before it starts"
                : "behind its stage " + hook.definition().stage().orElse(""))
            + ": "
            + why,
        "Look at what the receiver says, then start the run again; or let the hook not be"
            + " `blocking`.");
  }

  private static Optional<When> reached(Run before, Run after) {
    if (after.attempt() > before.attempt()) {
      return Optional.of(When.RETRYING);
    }
    if (after.state() == before.state()) {
      return Optional.empty();
    }
    return switch (after.state()) {
      case RUNNING -> Optional.of(When.BEFORE_RUN);
      case SUCCEEDED -> Optional.of(When.SUCCEEDED);
      case FAILED -> Optional.of(When.FAILED);
      case CANCELLED -> Optional.of(When.CANCELLED);
      case QUEUED, PAUSED, AUDITING, PUBLISHING -> Optional.empty();
    };
  }

  private static Set<Stage> finished(Run run) {
    Set<Stage> finished = EnumSet.noneOf(Stage.class);
    run.details().stages().stream()
        .filter(stage -> stage.state() == StageState.DONE)
        .forEach(stage -> finished.add(stage.stage()));
    return finished;
  }

  private static String attempt(Run run) {
    return Integer.toString(run.attempt());
  }

  /**
   * Writes down whom to tell of one run; its counts are read once, and only where they are needed.
   */
  private final class Telling {
    private final Run run;
    private final Supplier<Progress> counted;
    private final List<Progress> read = new ArrayList<>(1);

    Telling(Run run) {
      this.run = run;
      this.counted =
          () -> {
            if (read.isEmpty()) {
              read.add(progress.progress(run.id()));
            }
            return read.getFirst();
          };
    }

    void tell(Hook hook, String stage, String occasion) {
      HookDefinition definition = hook.definition();
      Instant now = clock.instant();
      String id = "msg_" + UUID.randomUUID();
      String moment = Hook.word(definition.when());
      store.add(
          new Delivery(
              id,
              run.id(),
              hook.id(),
              stage.isEmpty() ? moment : moment + "." + stage,
              occasion,
              definition.notifier(),
              definition.blocking(),
              events.of(id, run, counted.get(), definition, stage, now),
              State.WAITING,
              0,
              null,
              now,
              now,
              definition.blocking() ? now.plus(definition.timeout()) : null,
              null,
              null));
    }
  }
}

package dev.penstock.api.hooks;

import dev.penstock.api.hooks.WatchStore.Watched;
import dev.penstock.api.runs.GateKeeper;
import dev.penstock.api.runs.ProgressStore;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunStore;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.runs.SplitView;
import dev.penstock.api.runs.Stalled;
import dev.penstock.api.store.Exclusive;
import dev.penstock.api.store.Transactions;
import dev.penstock.messaging.RunState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Looks at the runs that go on: which of them do not move, take long, or have many rejects. One
 * process does it at a time. A run's counts are compared with those of the last look, so that the
 * reports themselves cost nothing more. Thread-safe.
 */
public final class RunWatch {
  private final WatchStore watch;
  private final RunStore runs;
  private final ProgressStore progress;
  private final HookStore store;
  private final HookPlans plans;
  private final Hooks hooks;
  private final GateKeeper keeper;
  private final Groups groups;
  private final Exclusive exclusive;
  private final Transactions transactions;
  private final Clock clock;
  private final Duration stalledAfter;

  /**
   * @param stalledAfter without any progress for so long a run is marked, where its pipeline does
   *     not say otherwise; zero for never
   */
  public RunWatch(
      WatchStore watch,
      RunStore runs,
      ProgressStore progress,
      HookStore store,
      HookPlans plans,
      Hooks hooks,
      GateKeeper keeper,
      Groups groups,
      Exclusive exclusive,
      Transactions transactions,
      Clock clock,
      Duration stalledAfter) {
    this.watch = watch;
    this.runs = runs;
    this.progress = progress;
    this.store = store;
    this.plans = plans;
    this.hooks = hooks;
    this.keeper = keeper;
    this.groups = groups;
    this.exclusive = exclusive;
    this.transactions = transactions;
    this.clock = clock;
    this.stalledAfter = stalledAfter;
  }

  /** Called often; answers whether it was this process's turn. */
  public boolean beat() {
    return exclusive.tryRun(Exclusive.Job.WATCH, this::look);
  }

  private void look() {
    Groups once = once();
    for (Watched watched : transactions.read(watch::active)) {
      look(watched, once);
    }
    transactions.change(watch::forgetOver);
  }

  /**
   * The broker is asked once for all runs that stand: one that is away must not be awaited often.
   */
  private Groups once() {
    List<Optional<List<Groups.Group>>> seen = new ArrayList<>(1);
    return () -> {
      if (seen.isEmpty()) {
        seen.add(groups.look());
      }
      return seen.getFirst();
    };
  }

  private void look(Watched watched, Groups once) {
    Instant now = clock.instant();
    Instant movedAt = watched.movedAt();
    if (movedAt == null || !watched.mark().equals(watched.lastMark())) {
      transactions.change(() -> watch.moved(watched.run(), watched.mark(), now));
      if (watched.stalled()) {
        change(watched.run(), run -> keeper.mark(run, null));
      }
    } else if (!watched.stalled()) {
      stalled(watched, movedAt, now, once);
    }
    Optional<Run> run = transactions.read(() -> runs.find(watched.run()).filter(this::told));
    if (run.isPresent()) {
      change(watched.run(), locked -> hooks.lookAt(locked, now));
    }
  }

  private boolean told(Run run) {
    return plans.of(run).watched();
  }

  private void stalled(Watched watched, Instant movedAt, Instant now, Groups once) {
    Optional<Run> still =
        transactions.read(
            () ->
                runs.find(watched.run())
                    .filter(run -> stands(run, movedAt, now))
                    .filter(run -> !waitsAtGate(run)));
    if (still.isEmpty()) {
      return;
    }
    Optional<List<Groups.Group>> found = once.look();
    change(
        watched.run(),
        run -> {
          List<SplitView> splits = progress.splits(run.id(), Runs.MAX_SPLITS);
          Stalled why = Diagnosis.of(run, progress.progress(run.id()), splits, found, movedAt);
          Run marked = keeper.mark(run, why);
          hooks.stalled(marked, movedAt);
        });
  }

  private boolean stands(Run run, Instant movedAt, Instant now) {
    Duration patience = plans.of(run).settings().stalledAfter().orElse(stalledAfter);
    return goesOn(run) && patience.isPositive() && !movedAt.plus(patience).isAfter(now);
  }

  /** What it waits for then is known, and has a time-out of its own. */
  private boolean waitsAtGate(Run run) {
    return store.blocking(run.id(), Integer.toString(run.attempt())).stream()
        .anyMatch(delivery -> delivery.state() == Delivery.State.WAITING);
  }

  private void change(String id, Consumer<Run> work) {
    transactions.change(
        () -> {
          runs.lock(id).filter(RunWatch::goesOn).ifPresent(work);
        });
  }

  private static boolean goesOn(Run run) {
    return run.state() == RunState.RUNNING
        || run.state() == RunState.AUDITING
        || run.state() == RunState.PUBLISHING;
  }
}

package dev.penstock.api.backfill;

import dev.penstock.api.backfill.Backfill.State;
import dev.penstock.api.backfill.BackfillStore.Counts;
import dev.penstock.api.backfill.BackfillStore.WindowRow;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.runs.RunStarter;
import dev.penstock.api.runs.RunTrigger;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.store.Transactions;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Moves backfills on: starts the next windows as runs end, and cancels the runs of those that were
 * cancelled. Thread-safe; any number of replicas may beat at once. A crash loses nothing: what is
 * to be done is worked out anew from the windows and their runs.
 */
public final class BackfillRuns {
  private static final Logger LOG = Logger.getLogger(BackfillRuns.class);
  private static final int AT_ONCE = 100;
  private static final Duration LATER = Duration.ofSeconds(5);

  private final BackfillStore store;
  private final Runs runs;
  private final RunStarter starter;
  private final Transactions transactions;
  private final Clock clock;

  public BackfillRuns(
      BackfillStore store, Runs runs, RunStarter starter, Transactions transactions, Clock clock) {
    this.store = store;
    this.runs = runs;
    this.starter = starter;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Does everything that is to be done now. Called often. */
  public void beat() {
    for (String id : transactions.read(() -> store.open(clock.instant(), AT_ONCE))) {
      try {
        move(id);
      } catch (TransientException e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.errorf(e, "a backfill could not be moved on backfill=%s", id);
        transactions.change(() -> store.postpone(id, clock.instant().plus(LATER)));
      }
    }
  }

  private void move(String id) {
    Optional<Backfill> found = transactions.read(() -> store.find(id));
    if (found.isEmpty()) {
      return;
    }
    switch (found.get().state()) {
      case RUNNING -> {
        boolean more = true;
        while (more) {
          more = startNext(found.get());
        }
        finish(id);
      }
      case CANCELLED -> {
        for (String run : transactions.read(() -> store.unfinishedRuns(id))) {
          cancel(run);
        }
        finish(id);
      }
      case PAUSED, SUCCEEDED, FAILED -> {}
    }
  }

  /** Starts the next window if one more may run; answers whether it did. */
  private boolean startNext(Backfill backfill) {
    Optional<WindowRow> next =
        transactions.read(
            () ->
                mayStart(backfill)
                    ? store.nextPending(backfill.id())
                    : Optional.<WindowRow>empty());
    if (next.isEmpty()) {
      return false;
    }
    try {
      String run =
          starter
              .start(asked(backfill, next.get()), added -> bind(backfill, next.get(), added.id()))
              .id();
      LOG.debugf("a window was started backfill=%s run=%s", backfill.id(), run);
      return true;
    } catch (Refusal e) {
      refused(backfill, e);
      return false;
    }
  }

  /** In the transaction in which the run is accepted. */
  private void bind(Backfill backfill, WindowRow window, String run) {
    Optional<Backfill> now = store.lock(backfill.id());
    if (now.isEmpty()
        || now.get().state() != State.RUNNING
        || !mayStart(now.get())
        || !store.bind(backfill.id(), window, run)) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          Problem.of(
              "backfill-changed", "backfills/" + backfill.id(), "The backfill was changed."));
    }
  }

  private boolean mayStart(Backfill backfill) {
    return store.counts(backfill.id()).running() < backfill.plan().asked().parallel();
  }

  private static RunStarter.Asked asked(Backfill backfill, WindowRow window) {
    Map<String, String> parameters = new LinkedHashMap<>(backfill.plan().asked().parameters());
    parameters.put(backfill.plan().fromParameter(), window.starts());
    parameters.put(backfill.plan().toParameter(), window.ends());
    String key = "backfill/" + backfill.id() + "/" + window.number();
    return new RunStarter.Asked(
        backfill.pipeline(),
        window.attempt() == 1 ? key : key + "/" + window.attempt(),
        Optional.empty(),
        Optional.ofNullable(backfill.plan().asked().environment()),
        parameters,
        new RunTrigger(RunTrigger.Kind.BACKFILL, backfill.id(), null));
  }

  /** What may pass is waited for; with everything else somebody has to do something. */
  private void refused(Backfill backfill, Refusal refusal) {
    Problem problem = refusal.problems().getFirst();
    boolean passes =
        refusal.kind() == Refusal.Kind.TOO_MANY
            || problem.code().equals("run-active")
            || problem.code().equals("backfill-changed");
    LOG.infof(
        "a window was not started backfill=%s again=%s: %s", backfill.id(), passes, problem.text());
    transactions.change(
        () -> {
          if (passes) {
            store.postpone(backfill.id(), clock.instant().plus(LATER));
            return;
          }
          store
              .lock(backfill.id())
              .filter(now -> now.state() == State.RUNNING)
              .ifPresent(now -> store.save(now.to(State.PAUSED, null, problem)));
        });
  }

  private void cancel(String run) {
    try {
      boolean now = runs.cancel(run).now();
      LOG.debugf("a run was cancelled with its backfill run=%s now=%s", run, now);
    } catch (Refusal e) {
      LOG.debugf("a run ends by itself run=%s: %s", run, e.getMessage());
    }
  }

  private void finish(String id) {
    Counts seen = transactions.read(() -> store.counts(id));
    if (seen.pending() + seen.running() > 0) {
      return;
    }
    transactions.change(
        () ->
            store
                .lock(id)
                .ifPresent(
                    backfill -> {
                      Counts counts = store.counts(id);
                      boolean over = counts.pending() + counts.running() == 0;
                      if (over && backfill.state() == State.CANCELLED) {
                        store.save(backfill.to(State.CANCELLED, clock.instant(), null));
                      } else if (over && backfill.state() == State.RUNNING) {
                        boolean failed = counts.failed() + counts.cancelled() > 0;
                        store.save(
                            backfill.to(
                                failed ? State.FAILED : State.SUCCEEDED, clock.instant(), null));
                      }
                    }));
  }
}

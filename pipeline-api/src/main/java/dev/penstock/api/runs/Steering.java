package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;
import static dev.penstock.api.error.Refusal.Kind.CONFLICT;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.Settings;
import dev.penstock.error.Problem;
import java.util.function.Predicate;

/**
 * Holds runs, lets them go on, and changes how soon they get places. Thread-safe. Refuses with
 * {@link Refusal}. Asking for what is so already changes nothing and is no mistake.
 */
public final class Steering {
  private final RunReader reader;
  private final RunChanges changes;
  private final RunStore store;
  private final Transactions transactions;
  private final ActionLog actions;

  public Steering(
      RunReader reader,
      RunChanges changes,
      RunStore store,
      Transactions transactions,
      ActionLog actions) {
    this.reader = reader;
    this.changes = changes;
    this.store = store;
    this.transactions = transactions;
    this.actions = actions;
  }

  /** Holds a run: nothing more is read; what is read already goes on until it is staged. */
  public Steered pause(String id) {
    return change(
        id,
        run ->
            switch (run.state()) {
              case QUEUED, RUNNING -> {
                Run unused = changes.apply(run, new Transition.Pause());
                actions.note("run.pause", "runs/" + id, "it was " + run.state());
                yield true;
              }
              case PAUSED -> false;
              case AUDITING, PUBLISHING ->
                  throw new Refusal(
                      CONFLICT,
                      new Problem(
                          "run-staged",
                          "runs/" + id,
                          "The run is %s: everything is read, and there is nothing to hold."
                              .formatted(run.state()),
                          "Wait for its end, or cancel it while it is AUDITING."));
              case SUCCEEDED, FAILED, CANCELLED -> throw over(run);
            });
  }

  /** Lets a run that was held go on as soon as there is a place for it. */
  public Steered resume(String id) {
    return change(
        id,
        run ->
            switch (run.state()) {
              case PAUSED -> {
                Run unused = changes.apply(run, new Transition.Resume());
                actions.note("run.resume", "runs/" + id, "");
                yield true;
              }
              case QUEUED, RUNNING, AUDITING, PUBLISHING -> false;
              case SUCCEEDED, FAILED, CANCELLED -> throw over(run);
            });
  }

  /** Changes how soon the run gets places, and how soon the services take its work up. */
  public Steered priority(String id, int priority) {
    if (priority < Settings.LEAST_PRIORITY || priority > Settings.MOST_PRIORITY) {
      throw badPriority();
    }
    return change(
        id,
        run -> {
          if (run.state().terminal()) {
            throw over(run);
          }
          if (run.priority() == priority) {
            return false;
          }
          changes.prioritize(run, priority);
          actions.note(
              "run.priority", "runs/" + id, "from %d to %d".formatted(run.priority(), priority));
          return true;
        });
  }

  /** What is said of a priority that is none. */
  public static Refusal badPriority() {
    return new Refusal(
        BAD_REQUEST,
        new Problem(
            "bad-priority",
            "priority",
            "A priority is a whole number from %d to %d."
                .formatted(Settings.LEAST_PRIORITY, Settings.MOST_PRIORITY),
            "0 is usual; the higher, the sooner."));
  }

  private Steered change(String id, Predicate<Run> work) {
    boolean now =
        transactions.write(() -> work.test(store.lock(id).orElseThrow(() -> Runs.unknown(id))));
    return new Steered(transactions.read(() -> reader.view(reader.find(id))), now);
  }

  private static Refusal over(Run run) {
    return new Refusal(
        CONFLICT,
        new Problem(
            "run-over",
            "runs/" + run.id(),
            "The run is over: it is " + run.state() + ".",
            "See /api/v1/runs/" + run.id() + "."));
  }

  /**
   * What steering led to.
   *
   * @param now whether it was this call that changed the run
   */
  public record Steered(RunView run, boolean now) {}
}

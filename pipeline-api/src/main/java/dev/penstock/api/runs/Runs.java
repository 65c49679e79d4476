package dev.penstock.api.runs;

import static dev.penstock.api.error.Refusal.Kind.CONFLICT;
import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.events.PublicEvent;
import dev.penstock.api.pipelines.PipelineStore;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.store.Transactions;
import dev.penstock.error.Problem;
import dev.penstock.messaging.RunState;
import java.time.Clock;
import java.util.List;

/** What is shown of runs, and their end by order. Thread-safe. Refuses with {@link Refusal}. */
public final class Runs {
  /** The most splits that one answer lists. */
  public static final int MAX_SPLITS = 200;

  private static final int DUE_AT_ONCE = 100;

  private final RunStore runs;
  private final RunReader reader;
  private final ProgressStore progress;
  private final StreamStates states;
  private final PipelineStore pipelines;
  private final RunChanges changes;
  private final ActionLog actions;
  private final Transactions transactions;
  private final Clock clock;

  public Runs(
      RunStore runs,
      RunReader reader,
      ProgressStore progress,
      StreamStates states,
      PipelineStore pipelines,
      RunChanges changes,
      ActionLog actions,
      Transactions transactions,
      Clock clock) {
    this.runs = runs;
    this.reader = reader;
    this.progress = progress;
    this.states = states;
    this.pipelines = pipelines;
    this.changes = changes;
    this.actions = actions;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** What is noted of a pipeline's streams since the last published run. */
  public List<StreamStates.StreamState> states(String pipeline) {
    return transactions.read(
        () ->
            pipelines
                .current(pipeline)
                .map(version -> states.of(version.id()))
                .orElseThrow(() -> Pipelines.unknown(pipeline)));
  }

  public RunView get(String id) {
    return transactions.read(() -> reader.view(reader.find(id)));
  }

  public List<RunSummary> list(RunFilter filter) {
    return transactions.read(
        () ->
            runs.list(filter).stream().map(run -> RunViews.summary(run, clock.instant())).toList());
  }

  /** Refuses a run that is not there. */
  public void mustExist(String id) {
    Run run = transactions.read(() -> reader.find(id));
    assert run.id().equals(id);
  }

  /**
   * The run as it was last told, as an event.
   *
   * @param covered the newest offset of the events that was read before this call; -1 for none
   */
  public PublicEvent snapshot(String id, long covered) {
    return transactions.read(
        () -> {
          Run run = reader.find(id);
          return RunEvents.snapshot(run, progress.progress(run.id()), covered, clock.instant());
        });
  }

  /** How much of a run is told. */
  public Revision revision(String id) {
    return transactions.read(
        () -> {
          Run run = reader.find(id);
          return new Revision(run.revision(), run.state().terminal());
        });
  }

  /**
   * Cancels a run that nobody has ordered to publish yet, or gives a run up that failed and could
   * be tried again.
   */
  public Cancelled cancel(String id) {
    return transactions.write(
        () -> {
          Run run = runs.lock(id).orElseThrow(() -> unknown(id));
          if (run.state() == RunState.FAILED
              && runs.kept(id).filter(kept -> kept.givenUp() == null).isPresent()) {
            actions.note("run.cancel", "runs/" + id, "was FAILED and could be tried again");
            return new Cancelled(reader.view(changes.giveUp(run, Kept.Reason.GIVEN_UP)), true);
          }
          return switch (run.state()) {
            case QUEUED, PAUSED, RUNNING, AUDITING -> {
              actions.note("run.cancel", "runs/" + id, "was " + run.state());
              yield new Cancelled(reader.view(changes.apply(run, new Transition.Cancel())), true);
            }
            case CANCELLED -> new Cancelled(reader.view(run), false);
            case PUBLISHING ->
                throw new Refusal(
                    CONFLICT,
                    new Problem(
                        "publish-ordered",
                        "runs/" + id,
                        "The order to publish was already given; the run ends as what really"
                            + " happens.",
                        "See /api/v1/runs/" + id + " for how it ends."));
            case SUCCEEDED, FAILED ->
                throw new Refusal(
                    CONFLICT,
                    new Problem(
                        "run-over",
                        "runs/" + id,
                        "The run is over: it is " + run.state() + ".",
                        "See /api/v1/runs/" + id + "."));
          };
        });
  }

  /** Tells news that had to wait. Called often. */
  public void announce() {
    List<String> due =
        transactions.read(
            () -> runs.due(clock.instant().minus(RunChanges.ANNOUNCEMENT_INTERVAL), DUE_AT_ONCE));
    for (String id : due) {
      transactions.change(
          () -> runs.lock(id).filter(run -> run.announcement().due()).ifPresent(changes::news));
    }
  }

  /** The refusal for a run that is not there. */
  public static Refusal unknown(String id) {
    return new Refusal(
        NOT_FOUND, Problem.of("unknown-run", "runs/" + id, "There is no run " + id + "."));
  }

  /**
   * Up to where a run is told.
   *
   * @param last whether nothing is to follow
   */
  public record Revision(long number, boolean last) {}

  /**
   * What a cancel led to.
   *
   * @param now whether it was this call that cancelled the run
   */
  public record Cancelled(RunView run, boolean now) {}
}

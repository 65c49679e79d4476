package dev.penstock.api.runs;

import static dev.penstock.messaging.RunState.AUDITING;
import static dev.penstock.messaging.RunState.CANCELLED;
import static dev.penstock.messaging.RunState.FAILED;
import static dev.penstock.messaging.RunState.PUBLISHING;
import static dev.penstock.messaging.RunState.QUEUED;
import static dev.penstock.messaging.RunState.RUNNING;
import static dev.penstock.messaging.RunState.SUCCEEDED;

import dev.penstock.batch.Stage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The life of a run: which state may follow which, what each step does to the run, and what the
 * services are told to do in the new state. The only place that changes state and epoch.
 *
 * <pre>
 * QUEUED → RUNNING → AUDITING → PUBLISHING → SUCCEEDED
 *    └────────┴──────────┴→ CANCELLED   (epoch + 1)
 *             └──────────┴──────────┴→ FAILED   (epoch + 1; from PUBLISHING only by the loader)
 * </pre>
 */
public final class RunLifecycle {
  private static final Map<RunState, Set<RunState>> LEGAL =
      Map.of(
          QUEUED, EnumSet.of(RUNNING, CANCELLED),
          RUNNING, EnumSet.of(AUDITING, FAILED, CANCELLED),
          AUDITING, EnumSet.of(PUBLISHING, FAILED, CANCELLED),
          PUBLISHING, EnumSet.of(SUCCEEDED, FAILED),
          SUCCEEDED, EnumSet.noneOf(RunState.class),
          FAILED, EnumSet.noneOf(RunState.class),
          CANCELLED, EnumSet.noneOf(RunState.class));

  private RunLifecycle() {}

  /** Whether the transition can be made from the run's state. */
  public static boolean allows(RunState from, Transition transition) {
    boolean byTheLoader =
        !(transition instanceof Transition.Fail fail) || fail.stage() == Stage.PUBLISH;
    return LEGAL.getOrDefault(from, Set.of()).contains(transition.to())
        && (from != PUBLISHING || byTheLoader);
  }

  /**
   * The run after the transition.
   *
   * @throws IllegalTransitionException where it cannot be made
   */
  public static Run apply(Run run, Transition transition, Instant now) {
    RunState to = transition.to();
    if (!allows(run.state(), transition)) {
      throw new IllegalTransitionException(run, to);
    }
    return new Run(
        run.id(),
        run.pipelineId(),
        run.pipeline(),
        run.version(),
        run.kind(),
        to,
        to == FAILED || to == CANCELLED ? run.epoch() + 1 : run.epoch(),
        run.revision() + 1,
        run.createdAt(),
        to == RUNNING ? now : run.startedAt(),
        to.terminal() ? now : run.finishedAt(),
        details(run.details(), transition, now),
        run.announcement(),
        run.cleaned(),
        run.replayOf());
  }

  /**
   * What the services are to do now that the run is in its state.
   *
   * @param starts with what its streams start; asked only where they do
   */
  public static List<Task> tasks(Run run, Supplier<List<StreamStart>> starts) {
    return switch (run.state()) {
      case QUEUED -> List.of();
      case RUNNING -> starts.get().stream().flatMap(start -> start.tasks(run).stream()).toList();
      case AUDITING -> List.of(new Task.Audit(run.id(), run.epoch()));
      case PUBLISHING -> List.of(new Task.Publish(run.id(), run.epoch()));
      case SUCCEEDED, FAILED, CANCELLED -> List.of(new Task.Clean(run.id(), run.epoch()));
    };
  }

  private static RunDetails details(RunDetails before, Transition transition, Instant now) {
    RunDetails details = before.withRetrying(null);
    return switch (transition) {
      case Transition.Start start -> stages(details, Stage.EXTRACT, StageState.RUNNING, now);
      case Transition.Staged staged -> stages(details, Stage.AUDIT, StageState.RUNNING, now);
      case Transition.AuditPassed passed ->
          stages(details, Stage.PUBLISH, StageState.RUNNING, now)
              .withChecks(passed.checks())
              .withOutputs(passed.outputs());
      case Transition.Published published ->
          stages(details, Stage.PUBLISH, StageState.DONE, now).withPublished(published.result());
      case Transition.Fail fail ->
          failed(details, fail.stage(), now)
              .withProblems(fail.problems())
              .withChecks(fail.checks().isEmpty() ? details.checks() : fail.checks());
      case Transition.Cancel cancel -> cancelled(details, now);
    };
  }

  /** The stage in its state, and all before it done. */
  private static RunDetails stages(
      RunDetails details, Stage current, StageState state, Instant now) {
    return details.withStages(
        details.stages().stream()
            .map(
                stage ->
                    stage.stage() == current
                        ? stage.to(state, now)
                        : stage.stage().compareTo(current) < 0
                            ? stage.to(StageState.DONE, now)
                            : stage)
            .toList());
  }

  private static RunDetails failed(RunDetails details, Stage culprit, Instant now) {
    return details.withStages(
        details.stages().stream()
            .map(
                stage ->
                    stage.stage() == culprit
                        ? stage.to(StageState.FAILED, now)
                        : stage.state() == StageState.RUNNING
                            ? stage.to(StageState.CANCELLED, now)
                            : stage)
            .toList());
  }

  private static RunDetails cancelled(RunDetails details, Instant now) {
    return details.withStages(
        details.stages().stream()
            .map(
                stage ->
                    stage.state() == StageState.DONE ? stage : stage.to(StageState.CANCELLED, now))
            .toList());
  }
}

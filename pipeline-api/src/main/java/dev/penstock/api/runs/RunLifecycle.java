package dev.penstock.api.runs;

import static dev.penstock.messaging.RunState.AUDITING;
import static dev.penstock.messaging.RunState.CANCELLED;
import static dev.penstock.messaging.RunState.FAILED;
import static dev.penstock.messaging.RunState.PAUSED;
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

/**
 * The life of a run: which state may follow which, what each step does to the run, and what the
 * services are told to do in the new state. The only place that changes state and epoch.
 *
 * <pre>
 * QUEUED → RUNNING → AUDITING → PUBLISHING → SUCCEEDED
 *    └────────┴──────────┴→ CANCELLED   (epoch + 1)
 *    └────────┴──────────┴──────────┴→ FAILED   (epoch + 1; from PUBLISHING only by the loader)
 * QUEUED, RUNNING → PAUSED → QUEUED, CANCELLED, FAILED
 * RUNNING, AUDITING, PUBLISHING, FAILED → QUEUED   to be tried again (epoch + 1)
 * AUDITING → SUCCEEDED   where an earlier attempt turns out to have published it
 * </pre>
 */
public final class RunLifecycle {
  private static final Map<RunState, Set<RunState>> LEGAL =
      Map.of(
          QUEUED, EnumSet.of(RUNNING, PAUSED, FAILED, CANCELLED),
          PAUSED, EnumSet.of(QUEUED, FAILED, CANCELLED),
          RUNNING, EnumSet.of(AUDITING, PAUSED, QUEUED, FAILED, CANCELLED),
          AUDITING, EnumSet.of(PUBLISHING, SUCCEEDED, QUEUED, FAILED, CANCELLED),
          PUBLISHING, EnumSet.of(SUCCEEDED, QUEUED, FAILED),
          SUCCEEDED, EnumSet.noneOf(RunState.class),
          FAILED, EnumSet.of(QUEUED),
          CANCELLED, EnumSet.noneOf(RunState.class));

  private RunLifecycle() {}

  /** Whether the transition can be made from the run's state. */
  public static boolean allows(RunState from, Transition transition) {
    return LEGAL.getOrDefault(from, Set.of()).contains(transition.to())
        && switch (transition) {
          case Transition.Fail fail -> from != PUBLISHING || fail.stage() == Stage.PUBLISH;
          case Transition.Resume resume -> from == PAUSED;
          case Transition.Retry retry -> from != PAUSED;
          case Transition.Published published -> from == PUBLISHING || from == AUDITING;
          default -> true;
        };
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
    boolean again = transition instanceof Transition.Retry;
    return new Run(
        run.id(),
        run.pipelineId(),
        run.pipeline(),
        run.version(),
        run.kind(),
        run.order(),
        run.priority(),
        to,
        again ? run.attempt() + 1 : run.attempt(),
        transition instanceof Transition.Retry retry ? retry.notBefore() : null,
        again || to == FAILED || to == CANCELLED ? run.epoch() + 1 : run.epoch(),
        run.revision() + 1,
        run.createdAt(),
        to == RUNNING && run.startedAt() == null ? now : run.startedAt(),
        to.terminal() ? now : null,
        details(run.details(), transition, now),
        run.announcement(),
        run.cleaned(),
        run.replayOf());
  }

  /**
   * What the services are to do now that the run is in its state. What there is to plan and to read
   * is given out by the dispatcher as places allow.
   */
  public static List<Task> tasks(Run run) {
    return switch (run.state()) {
      case QUEUED, PAUSED, RUNNING -> List.of();
      case AUDITING -> List.of(new Task.Audit(run.id(), run.epoch()));
      case PUBLISHING -> List.of(new Task.Publish(run.id(), run.epoch()));
      case SUCCEEDED, FAILED, CANCELLED -> List.of(new Task.Clean(run.id(), run.epoch()));
    };
  }

  private static RunDetails details(RunDetails before, Transition transition, Instant now) {
    RunDetails details = before.withRetrying(null).withStalled(null);
    return switch (transition) {
      case Transition.Start start -> stages(details, Stage.EXTRACT, StageState.RUNNING, now);
      case Transition.Staged staged -> stages(details, Stage.AUDIT, StageState.RUNNING, now);
      case Transition.AuditPassed passed ->
          stages(audited(details, passed, now), Stage.PUBLISH, StageState.RUNNING, now);
      case Transition.Published published ->
          stages(details, Stage.PUBLISH, StageState.DONE, now).withPublished(published.result());
      case Transition.Fail fail ->
          failed(details, fail.stage(), now)
              .withProblems(fail.problems())
              .withChecks(fail.checks().isEmpty() ? details.checks() : fail.checks());
      case Transition.Pause pause -> details;
      case Transition.Resume resume -> details;
      case Transition.Retry retry ->
          details
              .withStages(details.stages().stream().map(StageProgress::again).toList())
              .withProblems(List.of())
              .withChecks(List.of())
              .withOutputs(List.of())
              .withRetrying(retry.cause());
      case Transition.Cancel cancel -> cancelled(details, now);
    };
  }

  /** What is known of a run whose checks passed, whether it may go on at once or not. */
  static RunDetails audited(RunDetails details, Transition.AuditPassed passed, Instant now) {
    return stages(details, Stage.AUDIT, StageState.DONE, now)
        .withChecks(passed.checks())
        .withOutputs(passed.outputs());
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

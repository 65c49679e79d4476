package dev.penstock.api.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.batch.Stage;
import dev.penstock.connector.PublishResult;
import dev.penstock.definition.RunMode;
import dev.penstock.error.Problem;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunLifecycleTest {
  private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
  private static final Transition START = new Transition.Start();
  private static final Transition STAGED = new Transition.Staged();
  private static final Transition PASSED = new Transition.AuditPassed(List.of(), List.of());
  private static final Transition PUBLISHED =
      new Transition.Published(new PublishResult(List.of()));
  private static final Transition CANCEL = new Transition.Cancel();
  private static final Transition PAUSE = new Transition.Pause();
  private static final Transition RESUME = new Transition.Resume();
  private static final Transition RETRY = new Transition.Retry(null, null);
  private static final Transition FAIL_READING = fail(Stage.EXTRACT);
  private static final Transition FAIL_PUBLISHING = fail(Stage.PUBLISH);

  private static final List<Transition> ALL =
      List.of(
          START,
          STAGED,
          PASSED,
          PUBLISHED,
          PAUSE,
          RESUME,
          RETRY,
          CANCEL,
          FAIL_READING,
          FAIL_PUBLISHING);

  /** The way to each state, and what may follow there. */
  private static final Map<List<Transition>, Set<Transition>> LEGAL =
      Map.of(
          List.of(), Set.of(START, PAUSE, CANCEL, FAIL_READING, FAIL_PUBLISHING),
          List.of(PAUSE), Set.of(RESUME, CANCEL, FAIL_READING, FAIL_PUBLISHING),
          List.of(START), Set.of(STAGED, PAUSE, RETRY, CANCEL, FAIL_READING, FAIL_PUBLISHING),
          List.of(START, STAGED),
              Set.of(PASSED, PUBLISHED, RETRY, CANCEL, FAIL_READING, FAIL_PUBLISHING),
          List.of(START, STAGED, PASSED), Set.of(PUBLISHED, RETRY, FAIL_PUBLISHING),
          List.of(START, STAGED, PASSED, PUBLISHED), Set.of(),
          List.of(START, FAIL_READING), Set.of(RETRY),
          List.of(CANCEL), Set.of());

  @Test
  void everyStateAllowsItsTransitionsAndNoOther() {
    List<RunState> reached = new ArrayList<>();
    LEGAL.forEach(
        (way, legal) -> {
          Run run = after(way);
          reached.add(run.state());
          for (Transition transition : ALL) {
            if (legal.contains(transition)) {
              Run next = RunLifecycle.apply(run, transition, NOW);
              assertThat(next.state()).isEqualTo(transition.to());
              assertThat(next.revision()).isGreaterThan(run.revision());
            } else {
              assertThatExceptionOfType(IllegalTransitionException.class)
                  .as("%s from %s", transition, run.state())
                  .isThrownBy(() -> RunLifecycle.apply(run, transition, NOW))
                  .satisfies(
                      e -> {
                        assertThat(e.from()).isEqualTo(run.state());
                        assertThat(e.to()).isEqualTo(transition.to());
                      });
            }
          }
        });
    assertThat(reached).containsExactlyInAnyOrder(RunState.values());
  }

  @Test
  void failingCancellingAndTryingAgainRaiseTheEpochAndNothingElseDoes() {
    assertThat(after(List.of(START, STAGED, PASSED, PUBLISHED)).epoch()).isEqualTo(1);
    assertThat(after(List.of(START, FAIL_READING)).epoch()).isEqualTo(2);
    assertThat(after(List.of(START, PAUSE, RESUME, START)).epoch()).isEqualTo(1);
    assertThat(after(List.of(START, RETRY)).epoch()).isEqualTo(2);
    assertThat(after(List.of(START, FAIL_READING, RETRY)).epoch()).isEqualTo(3);
    assertThat(after(List.of(START, STAGED, CANCEL)).epoch()).isEqualTo(2);
    assertThat(after(List.of(START, STAGED, PASSED, FAIL_PUBLISHING)).epoch()).isEqualTo(2);
  }

  @Test
  void everyStateGivesItsTasks() {
    assertThat(tasks(List.of())).isEmpty();
    assertThat(tasks(List.of(START))).isEmpty();
    assertThat(tasks(List.of(START, STAGED))).containsExactly(new Task.Audit("r", 1));
    assertThat(tasks(List.of(START, STAGED, PASSED))).containsExactly(new Task.Publish("r", 1));
    assertThat(tasks(List.of(START, STAGED, PASSED, PUBLISHED)))
        .containsExactly(new Task.Clean("r", 1));
    assertThat(tasks(List.of(START, CANCEL))).containsExactly(new Task.Clean("r", 2));
    assertThat(tasks(List.of(START, FAIL_READING))).containsExactly(new Task.Clean("r", 2));
  }

  @Test
  void stagesShowWhereARunEnded() {
    assertThat(stages(List.of(START, STAGED, FAIL_PUBLISHING)))
        .containsExactly(
            StageState.DONE,
            StageState.DONE,
            StageState.DONE,
            StageState.CANCELLED,
            StageState.FAILED);
    assertThat(stages(List.of(START, FAIL_READING)))
        .containsExactly(
            StageState.FAILED,
            StageState.PENDING,
            StageState.PENDING,
            StageState.PENDING,
            StageState.PENDING);
    assertThat(stages(List.of(START, STAGED, CANCEL)))
        .containsExactly(
            StageState.DONE,
            StageState.DONE,
            StageState.DONE,
            StageState.CANCELLED,
            StageState.CANCELLED);
  }

  private static Transition fail(Stage stage) {
    return new Transition.Fail(stage, List.of(Problem.of("p", "w", "m")), List.of());
  }

  private static Run after(List<Transition> way) {
    Run run =
        Run.accepted(
            "r",
            "p",
            "orders",
            1,
            RunKind.of(RunMode.INCREMENTAL),
            RunOrder.of(List.of("s", "t")),
            0,
            NOW);
    for (Transition transition : way) {
      run = RunLifecycle.apply(run, transition, NOW);
    }
    return run;
  }

  private static List<Task> tasks(List<Transition> way) {
    return RunLifecycle.tasks(after(way));
  }

  private static List<StageState> stages(List<Transition> way) {
    return after(way).details().stages().stream().map(StageProgress::state).toList();
  }
}

package dev.penstock.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.api.dispatch.PlaceStore.Reader;
import dev.penstock.messaging.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueueTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  private static final Limits WIDE = new Limits(50, 256, 32, 8, Map.of());

  private final List<QueuedRun> runs = new ArrayList<>();

  @Test
  void placesGoByPriorityThenAge() {
    runs.add(run("old", "a", RunState.QUEUED, 0, 1));
    runs.add(run("urgent", "b", RunState.QUEUED, 5, 3));
    runs.add(run("new", "c", RunState.QUEUED, 0, 2));
    runs.add(run("on", "d", RunState.RUNNING, 0, 0));

    assertThat(startable(new Limits(3, 256, 32, 8, Map.of()))).containsExactly("urgent", "old");
    assertThat(queue(new Limits(3, 256, 32, 8, Map.of())).reason("new"))
        .isEqualTo("All 3 places for runs are taken.");
  }

  @Test
  void aRunThatCannotStartHoldsNobodyUp() {
    runs.add(run("on", "a", RunState.AUDITING, 0, 0));
    runs.add(run("behind", "a", RunState.QUEUED, 9, 1));
    runs.add(later(run("later", "b", RunState.QUEUED, 9, 1)));
    runs.add(run("other", "c", RunState.QUEUED, 0, 2));

    assertThat(startable(WIDE)).containsExactly("other");
    assertThat(queue(WIDE).reason("behind")).contains("Run on", "AUDITING");
    assertThat(queue(WIDE).reason("later")).contains("waits until 1970");
  }

  @Test
  void aPausedRunKeepsItsTurnAndNoPlace() {
    runs.add(run("held", "a", RunState.PAUSED, 0, 0));
    runs.add(run("behind", "a", RunState.QUEUED, 9, 1));
    runs.add(run("other", "b", RunState.QUEUED, 0, 2));

    assertThat(startable(new Limits(1, 256, 32, 8, Map.of()))).containsExactly("other");
  }

  @Test
  void aRunThatWasBegunGoesOnBeforeOthersOfItsPipelineWhateverTheirPriority() {
    runs.add(begun(run("resumed", "a", RunState.QUEUED, 0, 0)));
    runs.add(run("urgent", "a", RunState.QUEUED, 9, 1));

    assertThat(startable(WIDE)).containsExactly("resumed");
  }

  @Test
  void runsThatMayGoBesideEachOtherDoUnlessBothMoveTheSources() {
    runs.add(beside(run("mover", "a", RunState.RUNNING, 0, 0), 3, true));
    runs.add(beside(run("second-mover", "a", RunState.QUEUED, 0, 1), 3, true));
    runs.add(beside(run("window", "a", RunState.QUEUED, 0, 2), 3, false));
    runs.add(beside(run("window-2", "a", RunState.QUEUED, 0, 3), 3, false));
    runs.add(beside(run("window-3", "a", RunState.QUEUED, 0, 4), 3, false));

    assertThat(startable(WIDE)).containsExactly("window", "window-2");
    assertThat(queue(WIDE).reason("second-mover")).contains("same state of the sources");
    assertThat(queue(WIDE).reason("window-3")).contains("3 runs");
  }

  @Test
  void aRunThatWantsToBeAloneIsLeftAlone() {
    runs.add(run("alone", "a", RunState.RUNNING, 0, 0));
    runs.add(beside(run("beside", "a", RunState.QUEUED, 0, 1), 3, false));

    assertThat(startable(WIDE)).isEmpty();
  }

  @Test
  void runsOfAFullConnectionLeaveThePlacesToOthersUnlessTheyAreMoreUrgent() {
    Limits one = new Limits(50, 256, 32, 8, Map.of("fragile", 1));
    for (String name : List.of("a", "b")) {
      runs.add(run(name, name, RunState.RUNNING, 0, 0));
    }
    runs.add(run("c", "c", RunState.QUEUED, 0, 1));
    runs.add(run("urgent", "d", RunState.QUEUED, 1, 2));
    runs.add(run("elsewhere", "e", RunState.QUEUED, 0, 3));
    List<Reader> readers =
        List.of(
            new Reader("a", "fragile"),
            new Reader("b", "fragile"),
            new Reader("c", "fragile"),
            new Reader("urgent", "fragile"),
            new Reader("elsewhere", ""));

    Queue queue = new Queue(one, runs, readers, NOW);

    assertThat(queue.startable()).extracting(QueuedRun::id).containsExactly("urgent", "elsewhere");
    assertThat(queue.reason("c")).contains("connection fragile");
  }

  private List<String> startable(Limits limits) {
    return queue(limits).startable().stream().map(QueuedRun::id).toList();
  }

  private Queue queue(Limits limits) {
    return new Queue(limits, runs, List.of(), NOW);
  }

  private static QueuedRun run(
      String id, String pipeline, RunState state, int priority, int second) {
    return run(id, pipeline, state, priority, second, null, state != RunState.QUEUED, 1, true);
  }

  private static QueuedRun later(QueuedRun run) {
    return run(
        run.id(),
        run.pipelineId(),
        run.state(),
        run.priority(),
        1,
        NOW.plusSeconds(1),
        false,
        1,
        true);
  }

  private static QueuedRun begun(QueuedRun run) {
    return run(run.id(), run.pipelineId(), run.state(), run.priority(), 0, null, true, 1, true);
  }

  private static QueuedRun beside(QueuedRun run, int atOnce, boolean moves) {
    return run(
        run.id(),
        run.pipelineId(),
        run.state(),
        run.priority(),
        (int) run.createdAt().getEpochSecond(),
        null,
        run.begun(),
        atOnce,
        moves);
  }

  private static QueuedRun run(
      String id,
      String pipeline,
      RunState state,
      int priority,
      int second,
      @Nullable Instant notBefore,
      boolean begun,
      int atOnce,
      boolean moves) {
    return new QueuedRun(
        id,
        pipeline,
        pipeline,
        state,
        priority,
        Instant.ofEpochSecond(second),
        notBefore,
        begun,
        atOnce,
        moves);
  }
}

package dev.penstock.extractor.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.penstock.batch.SplitId;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.messaging.Checkpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoadWindowTest {
  private static final List<String> OUTPUTS = List.of("silver", "bronze");
  private static final Duration TIME = Duration.ofSeconds(10);

  private final Map<String, Checkpoint> checkpoints = new ConcurrentHashMap<>();
  private final LoadWindow window = new LoadWindow(3, 2, checkpoints::get);
  private final SplitId split = new SplitId("r", "s", "0");

  @Test
  void aSplitIsAtMostTheWindowAheadOfItsSlowestOutput() {
    window.awaitRoom(split, 1, OUTPUTS, 2, Cancellation.NEVER);
    Thread reader =
        Thread.startVirtualThread(() -> window.awaitRoom(split, 1, OUTPUTS, 3, Cancellation.NEVER));
    loaded(split, "silver", 5, false);
    await().atMost(TIME).until(() -> reader.getState() == Thread.State.TIMED_WAITING);
    loaded(split, "bronze", 0, false);
    await().atMost(TIME).until(() -> !reader.isAlive());
  }

  @Test
  void aRunHasOnlySoManySplitsOpen() {
    enter("0");
    enter("1");
    Thread third = Thread.startVirtualThread(() -> enter("2"));
    await().atMost(TIME).until(() -> third.getState() == Thread.State.TIMED_WAITING);
    loaded(new SplitId("r", "s", "0"), "silver", 9, true);
    loaded(new SplitId("r", "s", "0"), "bronze", 9, true);
    await().atMost(TIME).until(() -> !third.isAlive());
  }

  @Test
  void aSplitThatIsLeftMakesRoomForAnother() {
    enter("0");
    enter("1");
    Thread third = Thread.startVirtualThread(() -> enter("2"));
    await().atMost(TIME).until(() -> third.getState() == Thread.State.TIMED_WAITING);
    window.leave(new SplitId("r", "s", "0"));
    await().atMost(TIME).until(() -> !third.isAlive());
  }

  @Test
  void anotherRunIsNotHeldBack() {
    enter("0");
    enter("1");
    window.enter(new SplitId("other", "s", "0"), 1, OUTPUTS, Cancellation.NEVER);
  }

  @Test
  void aSplitThatComesAgainEntersAgain() {
    enter("0");
    enter("1");
    enter("1");
  }

  @Test
  void whatWasLoadedInAnEarlierEpochDoesNotCount() {
    loaded(split, "silver", 9, true);
    loaded(split, "bronze", 9, true);
    window.awaitRoom(split, 1, OUTPUTS, 12, Cancellation.NEVER);

    Thread reader =
        Thread.startVirtualThread(() -> window.awaitRoom(split, 3, OUTPUTS, 3, Cancellation.NEVER));
    await().atMost(TIME).until(() -> reader.getState() == Thread.State.TIMED_WAITING);
    for (String output : OUTPUTS) {
      checkpoints.put(Checkpoint.loadedKey(split, output), Checkpoint.loaded(3, 0, false));
    }
    window.changed();
    await().atMost(TIME).until(() -> !reader.isAlive());
  }

  @Test
  void splitsOfAnEarlierEpochAreNotOpenAnyMore() {
    enter("0");
    enter("1");
    enter("2", 3);
    enter("0", 3);
    Thread third = Thread.startVirtualThread(() -> enter("1", 3));
    await().atMost(TIME).until(() -> third.getState() == Thread.State.TIMED_WAITING);
    window.forget("r");
    await().atMost(TIME).until(() -> !third.isAlive());
  }

  @Test
  void whoeverWaitsIsCancelled() {
    AtomicBoolean cancelled = new AtomicBoolean();
    Thread canceller =
        Thread.startVirtualThread(
            () -> {
              cancelled.set(true);
              window.changed();
            });
    assertThatThrownBy(() -> window.awaitRoom(split, 1, OUTPUTS, 99, cancelled::get))
        .isInstanceOf(Cancelled.class);
    assertThat(canceller).isNotNull();
  }

  private void enter(String id) {
    enter(id, 1);
  }

  private void enter(String id, int epoch) {
    window.enter(new SplitId("r", "s", id), epoch, OUTPUTS, Cancellation.NEVER);
  }

  private void loaded(SplitId id, String output, long sequence, boolean done) {
    checkpoints.put(Checkpoint.loadedKey(id, output), Checkpoint.loaded(1, sequence, done));
    window.changed();
  }
}

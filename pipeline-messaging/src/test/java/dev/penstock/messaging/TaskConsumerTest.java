package dev.penstock.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.connector.Cancellation;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskConsumerTest {
  private static final Duration TIME = Duration.ofSeconds(40);
  private static final int PLACES = 3;
  private static final Backoff QUICK =
      new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(2));
  private static final Backoff PATIENT =
      new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMinutes(1));

  private final KafkaSettings kafka = SharedBroker.settings("tasks-test");
  private final String run = UUID.randomUUID().toString();
  private final String otherRun = UUID.randomUUID().toString();
  private final String group = "test-" + run;
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void topics() {
    TopicSetup.ensure(kafka);
  }

  @Test
  void everyTaskIsDoneOnceWhileNothingFails() {
    give(20);
    try (TaskConsumer consumer = consumer((task, cancellation) -> note(task))) {
      await().atMost(TIME).until(() -> done.size() == 20);
    }
    assertThat(done).doesNotHaveDuplicates();
    try (TaskConsumer consumer = consumer((task, cancellation) -> note(task))) {
      give(1);
      await().atMost(TIME).until(() -> done.size() == 21);
    }
  }

  @Test
  void aTaskThatEndsWhileTheConsumerIsClosedDoesNotComeAgain() {
    give(3);
    try (TaskConsumer consumer =
        consumer(
            (task, cancellation) -> {
              note(task);
              await().atMost(TIME).until(cancellation::cancelled);
            })) {
      await().atMost(TIME).until(() -> done.size() == 3);
    }
    give(otherRun, 1);
    try (TaskConsumer consumer = consumer((task, cancellation) -> note(task))) {
      await().atMost(TIME).until(() -> done.stream().anyMatch(key -> key.contains(otherRun)));
    }
    assertThat(done).hasSize(4).doesNotHaveDuplicates();
  }

  @Test
  void aTaskThatWasNotFinishedComesAgainToTheNextProcess() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    give(1);
    try (TaskConsumer consumer =
        consumer(
            (task, cancellation) -> {
              begun.countDown();
              await().atMost(TIME).until(cancellation::cancelled);
              cancellation.check();
            })) {
      assertThat(begun.await(TIME.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    assertThat(done).isEmpty();
    try (TaskConsumer consumer = consumer((task, cancellation) -> note(task))) {
      await().atMost(TIME).until(() -> done.size() == 1);
    }
  }

  @Test
  void aPassingErrorIsTriedAgainAndTold() {
    give(1);
    try (TaskConsumer consumer =
        consumer(
            PATIENT,
            (task, cancellation) -> {
              if (told.size() < 2) {
                throw new TransientException(Problem.of("busy", "x", "busy"), null);
              }
              note(task);
            })) {
      await().atMost(TIME).until(() -> done.size() == 1);
    }
    assertThat(told).containsExactly("retrying 1", "retrying 2");
  }

  @Test
  void aLastingErrorIsToldOnceAndTheNextTaskGoesOn() {
    give(2);
    try (TaskConsumer consumer =
        consumer(
            (task, cancellation) -> {
              if (task.epoch() == 0) {
                throw new PermanentException(Problem.of("bad", "x", "bad"));
              }
              note(task);
            })) {
      await().atMost(TIME).until(() -> done.size() == 1 && told.size() == 1);
    }
    assertThat(told).containsExactly("failed bad");
  }

  @Test
  void anErrorThatDoesNotPassInTimeFails() {
    give(1);
    try (TaskConsumer consumer =
        consumer(
            (task, cancellation) -> {
              throw new IllegalStateException("unexpected");
            })) {
      await().atMost(TIME).until(() -> told.contains("failed task-failed"));
    }
  }

  @Test
  void aRunIsServedThoughAnotherHoldsAllPlaces() {
    AtomicInteger held = new AtomicInteger();
    give(run, 20);
    try (TaskConsumer consumer =
        consumer(
            (task, cancellation) -> {
              if (task.run().equals(run)) {
                held.incrementAndGet();
                await().atMost(TIME).until(cancellation::cancelled);
                cancellation.check();
              }
              note(task);
            })) {
      await().atMost(TIME).until(() -> held.get() == PLACES);
      give(otherRun, 1);
      await().atMost(TIME).until(() -> done.size() == 1);
      assertThat(held).as("tasks of the first run at the same time").hasValue(PLACES);
    }
  }

  private void note(Task task) {
    done.add(task.key() + "#" + task.epoch());
  }

  private void give(int count) {
    give(run, count);
  }

  private void give(String to, int count) {
    try (Reporter reporter = new Reporter(kafka)) {
      for (int i = 0; i < count; i++) {
        Task task = new Task.Audit(to, i + done.size());
        reporter.send(
            List.of(
                new org.apache.kafka.clients.producer.ProducerRecord<>(
                    Topics.TASKS, task.key(), Json.write(task))));
      }
    }
  }

  private TaskConsumer consumer(BiConsumer<Task, Cancellation> action) {
    return consumer(QUICK, action);
  }

  private TaskConsumer consumer(Backoff backoff, BiConsumer<Task, Cancellation> action) {
    return new TaskConsumer(kafka, group, PLACES, backoff, new Handler(action));
  }

  private final class Handler implements TaskHandler {
    private final BiConsumer<Task, Cancellation> action;

    Handler(BiConsumer<Task, Cancellation> action) {
      this.action = action;
    }

    @Override
    public boolean wants(Task task) {
      return task.run().equals(run) || task.run().equals(otherRun);
    }

    @Override
    public void handle(Task task, Cancellation cancellation) {
      action.accept(task, cancellation);
    }

    @Override
    public void retrying(Task task, int attempt, TransientException error) {
      told.add("retrying " + attempt);
    }

    @Override
    public void failed(Task task, PenstockException error) {
      told.add("failed " + error.problem().code());
    }
  }
}

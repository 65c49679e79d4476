package dev.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.penstock.api.store.Exclusive;
import dev.penstock.api.store.Offsets;
import dev.penstock.api.store.Outbox;
import dev.penstock.api.store.OutboxMessage;
import dev.penstock.api.store.Transactions;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What happens where the service, a replica of it, or its database dies between two steps. */
@QuarkusTest
class RecoveryTest extends ApiTestBase {
  @Inject Outbox outbox;
  @Inject Offsets offsets;
  @Inject Transactions transactions;
  @Inject Exclusive exclusive;
  @Inject AgroalDataSource database;

  @Test
  void whatADyingRelayTookIsSentByTheNextOneInOrder() {
    AtomicInteger last = new AtomicInteger();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (int i = 0; i < 5; i++) {
                Task task = new Task.Audit(pipeline, last.incrementAndGet());
                transactions.change(
                    () -> outbox.add(List.of(OutboxMessage.json(Topics.TASKS, pipeline, task))));
              }
              try {
                outbox.drain(
                    3,
                    messages -> {
                      throw new IllegalStateException("dies");
                    });
                return false;
              } catch (IllegalStateException e) {
                return true;
              }
            });

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(services.tasks(pipeline).stream().map(Task::epoch).distinct().toList())
                    .isEqualTo(IntStream.rangeClosed(1, last.get()).boxed().toList()));
  }

  @Test
  void oneReplicaSendsAtATimeAndAnotherTakesOver() {
    put(pipeline, Script.yaml(pipeline));
    AtomicReference<String> id = new AtomicReference<>("");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                exclusive.tryRun(
                    Exclusive.Job.RELAY,
                    () -> {
                      id.set(submit());
                      await()
                          .during(Duration.ofSeconds(1))
                          .atMost(PATIENCE)
                          .until(() -> services.tasks(id.get()).isEmpty());
                    }));

    services.awaitTask(id.get(), Task.PlanStream.class);
  }

  @Test
  void whatIsRolledBackIsNeverSent() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                transactions.change(
                    () -> {
                      outbox.add(
                          List.of(
                              OutboxMessage.json(
                                  Topics.TASKS, pipeline, new Task.Audit(pipeline, 1))));
                      throw new IllegalStateException("rolled back");
                    }));
    String id = submit();
    services.awaitTask(id, Task.PlanStream.class);

    assertThat(services.tasks(pipeline)).isEmpty();
  }

  @Test
  void aReplicaThatLostItsPartitionIsShutOut() {
    String topic = "topic-of-" + pipeline;
    transactions.change(() -> offsets.advance(topic, 0, null, 5));
    transactions.change(() -> offsets.advance(topic, 0, 5L, 9));

    for (Long stale : new Long[] {null, 5L}) {
      assertThatExceptionOfType(Offsets.StaleOffset.class)
          .isThrownBy(() -> transactions.change(() -> offsets.advance(topic, 0, stale, 12)));
    }
    assertThat(transactions.read(() -> offsets.stored(topic, Set.of(0, 1))))
        .containsOnly(Map.entry(0, 9L));
  }

  @Test
  void countsStayExactWhileTheDatabaseCutsItsConnections() throws Exception {
    String id = submit();
    Script script = new Script(id, 1);
    // One connection for all cuts: the pool may still hold some that were cut before.
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (List<Report> lane : script.lanes()) {
        for (Report report : lane) {
          services.report(report);
        }
        statement.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");
      }
    }

    JsonPath run =
        await()
            .ignoreExceptionsMatching(e -> true)
            .atMost(PATIENCE.multipliedBy(2))
            .until(
                () -> {
                  try {
                    return run(id);
                  } catch (AssertionError e) {
                    return null;
                  }
                },
                now -> now != null && now.getString("state").equals("AUDITING"));
    assertThat(run.getBoolean("books.balanced")).isTrue();
    assertThat(run.getList("stages.records", Long.class)).startsWith(36L, 24L, 58L);
  }

  @Test
  void whatAllReadersHaveBehindThemIsDeleted() throws Exception {
    TopicPartition extracted = new TopicPartition(Topics.EXTRACTED, 0);
    for (int i = 0; i < 5; i++) {
      services.send(new ProducerRecord<>(Topics.EXTRACTED, 0, "k", new byte[] {1}));
    }
    try (Admin admin = Admin.create(kafka.common())) {
      admin
          .alterConsumerGroupOffsets(
              "penstock-transformer", Map.of(extracted, new OffsetAndMetadata(5)))
          .all()
          .get();
      admin
          .alterConsumerGroupOffsets("penstock-loader", Map.of(extracted, new OffsetAndMetadata(3)))
          .all()
          .get();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          admin
                              .listOffsets(Map.of(extracted, OffsetSpec.earliest()))
                              .partitionResult(extracted)
                              .get()
                              .offset())
                      .isEqualTo(3));
    }
  }
}

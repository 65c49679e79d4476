package dev.penstock.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GlobalTableTest {
  private static final Duration TIME = Duration.ofSeconds(20);

  private final KafkaSettings kafka = SharedBroker.settings("table-test");
  private final String key = UUID.randomUUID().toString();
  private GlobalTable<String> table;

  @BeforeEach
  void open() {
    TopicSetup.ensure(kafka);
    table = new GlobalTable<>(kafka, Topics.CHECKPOINTS, bytes -> new String(bytes, UTF_8));
  }

  @AfterEach
  void close() {
    table.close();
  }

  @Test
  void whatWasWrittenBeforeIsThereAfterCatchingUp() throws Exception {
    try (KafkaProducer<String, byte[]> producer = kafka.producer()) {
      producer.send(message("one")).get();
      assertThat(table.awaitCurrent(TIME)).isTrue();
      assertThat(table.get(key)).isEqualTo("one");
      producer.send(message("two")).get();
      assertThat(table.awaitCurrent(TIME)).isTrue();
      assertThat(table.get(key)).isEqualTo("two");
      producer.send(new ProducerRecord<>(Topics.CHECKPOINTS, key, null)).get();
      assertThat(table.awaitCurrent(TIME)).isTrue();
      assertThat(table.get(key)).isNull();
    }
  }

  @Test
  void catchingUpWaitsForAnOpenTransactionToEnd() {
    try (KafkaProducer<String, byte[]> producer = kafka.transactionalProducer("table-" + key)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(message("open"));
      producer.flush();
      assertThat(table.awaitCurrent(Duration.ofMillis(700))).isFalse();
      assertThat(table.get(key)).isNull();
      producer.commitTransaction();
      assertThat(table.awaitCurrent(TIME)).isTrue();
      assertThat(table.get(key)).isEqualTo("open");
    }
  }

  @Test
  void anAbortedTransactionLeavesNothing() {
    try (KafkaProducer<String, byte[]> producer = kafka.transactionalProducer("table-" + key)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(message("aborted"));
      producer.flush();
      producer.abortTransaction();
      assertThat(table.awaitCurrent(TIME)).isTrue();
      assertThat(table.get(key)).isNull();
    }
  }

  @Test
  void aMessageThatCannotBeReadIsSkipped() throws Exception {
    try (GlobalTable<RunMessage> runs =
            new GlobalTable<>(kafka, Topics.RUNS, json -> Json.read(json, RunMessage.class));
        KafkaProducer<String, byte[]> producer = kafka.producer()) {
      producer.send(new ProducerRecord<>(Topics.RUNS, key, "not json".getBytes(UTF_8))).get();
      RunMessage run =
          new RunMessage(
              key,
              "p",
              1,
              0,
              1,
              RunState.RUNNING,
              RunMode.FULL,
              RunFrom.SOURCE,
              false,
              List.of(),
              0,
              "text");
      producer.send(new ProducerRecord<>(Topics.RUNS, key, Json.write(run))).get();
      Awaitility.await().atMost(TIME).until(() -> run.equals(runs.get(key)));
    }
  }

  @Test
  void aTopicThatTheBrokerDoesNotKnowYetIsWaitedFor() throws Exception {
    String late = "late-" + key;
    CompletableFuture<GlobalTable<String>> opened =
        CompletableFuture.supplyAsync(
            () -> new GlobalTable<>(kafka, late, bytes -> new String(bytes, UTF_8)));
    Awaitility.await()
        .during(Duration.ofSeconds(1))
        .atMost(TIME)
        .untilAsserted(() -> assertThat(opened).isNotDone());
    try (Admin admin = Admin.create(kafka.common())) {
      admin.createTopics(List.of(new NewTopic(late, 2, (short) 1))).all().get();
    }
    try (GlobalTable<String> followed = opened.get(TIME.toSeconds(), TimeUnit.SECONDS);
        KafkaProducer<String, byte[]> producer = kafka.producer()) {
      producer.send(new ProducerRecord<>(late, key, "it".getBytes(UTF_8))).get();
      assertThat(followed.awaitCurrent(TIME)).isTrue();
      assertThat(followed.get(key)).isEqualTo("it");
    }
  }

  private ProducerRecord<String, byte[]> message(String value) {
    return new ProducerRecord<>(Topics.CHECKPOINTS, key, value.getBytes(UTF_8));
  }
}

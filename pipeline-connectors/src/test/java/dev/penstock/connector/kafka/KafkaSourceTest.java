package dev.penstock.connector.kafka;

import static dev.penstock.connector.kafka.Broker.plan;
import static dev.penstock.connector.kafka.Broker.read;
import static dev.penstock.connector.kafka.Broker.send;
import static dev.penstock.connector.kafka.Broker.source;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import dev.penstock.local.LocalKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSourceTest {
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void close() {
    allocator.close();
  }

  @Test
  void aRecordBecomesItsFieldsAndWhereItComesFrom() {
    String topic = Broker.topic("fields", 1, Map.of());
    try (KafkaProducer<byte[], byte[]> producer = Broker.producer(Map.of())) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              topic,
              0,
              1_700_000_000_123L,
              "k1".getBytes(UTF_8),
              "{\"id\": 7, \"price\": 1.50, \"tags\": [\"a\"]}".getBytes(UTF_8));
      record.headers().add("h", "v".getBytes(UTF_8)).add("twice", "1".getBytes(UTF_8));
      record.headers().add("twice", null).add("bytes", new byte[] {(byte) 0xff});
      producer.send(record);
    }
    send(topic, 0, (String) null);
    KafkaSource source = source(allocator, "{'topic': '" + topic + "'}");

    List<String> rows = read(source, plan(source, null)).rows();

    assertThat(rows.getFirst())
        .isEqualTo(
            "id=7 price=1.5 tags=['a'] _key='k1'"
                + " _headers={'h':'v','twice':['1',null],'bytes':{'base64':'/w=='}}"
                + " _timestamp='2023-11-14T22:13:20.123Z' _partition=0 _offset=0");
    assertThat(rows.get(1))
        .as("a tombstone")
        .startsWith("id=null price=null tags=null _key=null _headers={} ")
        .endsWith(" _offset=1");
  }

  @Test
  void keysAreReadAsTheAuthorSays() {
    String topic = Broker.topic("keys", 1, Map.of());
    try (KafkaProducer<byte[], byte[]> producer = Broker.producer(Map.of())) {
      for (byte[] key : List.of("[1]".getBytes(UTF_8), new byte[] {(byte) 0xfe, 0})) {
        producer.send(new ProducerRecord<>(topic, 0, key, "{\"a\":1}".getBytes(UTF_8)));
      }
    }
    for (Map.Entry<String, String> entry :
        Map.of("text", "_key='[1]'", "json", "_key=[1]", "raw", "_key='WzFd'").entrySet()) {
      KafkaSource source =
          source(allocator, "{'topic': '" + topic + "', 'key': '" + entry.getKey() + "'}");
      Broker.Read read = read(source, plan(source, null));
      assertThat(read.rows().getFirst()).contains(entry.getValue());
      if (entry.getKey().equals("raw")) {
        assertThat(read.rows().get(1)).contains("_key='/gA='");
      } else {
        assertThat(read.rejects()).singleElement().asString().startsWith(topic + "[0]:1 key is ");
      }
    }
    KafkaSource none = source(allocator, "{'topic': '" + topic + "', 'key': 'none'}");
    assertThat(read(none, plan(none, null)).rows()).hasSize(2).noneMatch(r -> r.contains("_key"));
  }

  @Test
  void whatIsNoJsonObjectIsRejectedWithItsPlace() {
    String topic = Broker.topic("malformed", 1, Map.of());
    send(
        topic,
        0,
        "{\"a\":1}",
        "nonsense",
        "[1]",
        "{\"a\":1} x",
        "{\"a\":1,\"a\":2}",
        "",
        "{\"_offset\":1}",
        "{\"a\":\"" + "x".repeat(600_000) + "\"}",
        "{\"a\":2}");
    KafkaSource source = source(allocator, "{'topic': '" + topic + "'}");

    Broker.Read read = read(source, plan(source, null));

    assertThat(read.rows()).hasSize(2);
    String place = topic + "[0]:";
    assertThat(read.rejects())
        .containsExactly(
            place + "1 value is JSON",
            place + "2 value is a JSON object",
            place + "3 value is JSON",
            place + "4 value is JSON",
            place + "5 value is a JSON object",
            place + "6 field names",
            place + "7 record size");
  }

  @Test
  void onlyCommittedRecordsAreReadAndAnOpenTransactionIsTheEnd() {
    String topic = Broker.topic("tx", 1, Map.of());
    KafkaSource source = source(allocator, "{'topic': '" + topic + "', 'incremental': true}");
    try (KafkaProducer<byte[], byte[]> producer =
        Broker.producer(Map.of("transactional.id", topic))) {
      producer.initTransactions();
      transaction(producer, topic, "{\"n\":1}");
      producer.commitTransaction();
      transaction(producer, topic, "{\"n\":2}");
      producer.abortTransaction();
      transaction(producer, topic, "{\"n\":3}");

      SourcePlan first = plan(source, null);
      assertThat(read(source, first).rows()).singleElement().asString().startsWith("n=1");
      producer.commitTransaction();
      transaction(producer, topic, "{\"n\":4}");
      producer.abortTransaction();

      awaitEnded(topic);
      SourcePlan second = plan(source, first.state());
      assertThat(read(source, second).rows()).singleElement().asString().startsWith("n=3");
      SourcePlan third = plan(source, second.state());
      assertThat(third.splits()).isEmpty();
    }
  }

  /** Until no transaction is open: its end reaches the partition some time after the answer. */
  private static void awaitEnded(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(latest(partition, IsolationLevel.READ_COMMITTED))
                    .isEqualTo(latest(partition, IsolationLevel.READ_UNCOMMITTED)));
  }

  private static long latest(TopicPartition partition, IsolationLevel isolation) {
    return Broker.wait(
            Broker.admin()
                .listOffsets(
                    Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
                .partitionResult(partition))
        .offset();
  }

  private static void transaction(
      KafkaProducer<byte[], byte[]> producer, String topic, String value) {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, value.getBytes(UTF_8)));
    producer.flush();
  }

  @Test
  void aRangeThatEndsInAbortedRecordsEnds() {
    String topic = Broker.topic("aborted", 1, Map.of());
    KafkaSource source = source(allocator, "{'topic': '" + topic + "', 'split_offsets': 1000}");
    try (KafkaProducer<byte[], byte[]> producer =
        Broker.producer(Map.of("transactional.id", topic))) {
      producer.initTransactions();
      transaction(producer, topic, "{\"n\":1}");
      producer.commitTransaction();
      producer.beginTransaction();
      IntStream.range(0, 5_000)
          .forEach(i -> producer.send(new ProducerRecord<>(topic, new byte[] {'{', '}'})));
      producer.flush();
      producer.abortTransaction();
    }

    // The end of a transaction reaches its partition some time after the answer.
    Awaitility.await().untilAsserted(() -> assertThat(plan(source, null).splits()).hasSize(6));
    SourcePlan plan = plan(source, null);

    assertThat(read(source, plan).rows()).hasSize(1);
  }

  @Test
  void aCompactedTopicIsReadOverItsGaps() {
    String topic =
        Broker.topic(
            "compacted",
            1,
            Map.of(
                "cleanup.policy", "compact",
                "segment.ms", "100",
                "min.cleanable.dirty.ratio", "0.001",
                "max.compaction.lag.ms", "100"));
    KafkaSource source = source(allocator, "{'topic': '" + topic + "', 'split_offsets': 1000}");
    try (KafkaProducer<byte[], byte[]> producer = Broker.producer(Map.of())) {
      for (int i = 0; i < 3_000; i++) {
        byte[] key = ("k" + i % 5).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, 0, key, ("{\"n\":" + i + "}").getBytes(UTF_8)));
      }
      producer.flush();
      SourcePlan before = plan(source, null);
      assertThat(before.splits()).hasSize(3);
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () -> {
                // A new record closes the segment that may then be cleaned.
                producer
                    .send(
                        new ProducerRecord<>(
                            topic, 0, "z".getBytes(UTF_8), "{\"n\":0}".getBytes(UTF_8)))
                    .get();
                assertThat(read(source, before).rows()).hasSizeBetween(1, 5);
              });
      assertThat(read(source, before).rows().getLast()).startsWith("n=2999");
    }
  }

  @Test
  void partitionsThatWereAddedAreReadFromTheirBeginning() {
    String topic = Broker.topic("grows", 1, Map.of());
    send(topic, 0, "{\"n\":1}");
    KafkaSource source =
        source(allocator, "{'topic': '" + topic + "', 'incremental': true, 'start': 'latest'}");
    SourcePlan first = plan(source, null);
    assertThat(read(source, first).rows()).isEmpty();
    Broker.wait(Broker.admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all());
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(String.valueOf(plan(source, null).state())).contains("\"1\":"));
    send(topic, 1, "{\"n\":2}");
    send(topic, 0, "{\"n\":3}");

    Broker.Read read = read(source, plan(source, first.state()));

    assertThat(read.rows()).hasSize(2);
    assertThat(read.rows().get(0)).contains("n=3").contains("_partition=0 _offset=1");
    assertThat(read.rows().get(1)).contains("n=2").contains("_partition=1 _offset=0");
  }

  @Test
  void deletedRecordsFailTheRunUnlessTheAuthorSaysOtherwise() {
    String topic = Broker.topic("deleted", 1, Map.of());
    send(topic, 0, "{\"n\":0}", "{\"n\":1}");
    String options = "{'topic': '" + topic + "', 'incremental': true";
    KafkaSource source = source(allocator, options + "}");
    JsonNode state = plan(source, null).state();
    send(topic, 0, "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
    SourcePlan planned = plan(source, state);
    Broker.deleteRecords(topic, 0, 4);

    assertThatThrownBy(() -> plan(source, state))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("offsets-gone");
              assertThat(e.problem().where()).isEqualTo(topic + "[0]");
              assertThat(e.problem().message()).contains("offset 2").contains("4 to 5");
            });
    assertThatThrownBy(() -> read(source, planned))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> assertThat(e.problem().code()).isEqualTo("offsets-gone"));
    KafkaSource goesOn = source(allocator, options + ", 'on_data_loss': 'continue'}");
    SourcePlan rest = plan(goesOn, state);
    assertThat(rest.notes()).singleElement().asString().contains("was deleted");
    assertThat(read(goesOn, rest).rows()).singleElement().asString().startsWith("n=4");
    assertThat(read(goesOn, planned).rows()).singleElement().asString().startsWith("n=4");
  }

  @Test
  void aTopicThatWasMadeAnewIsALoss() throws Exception {
    String topic = Broker.topic("anew", 1, Map.of());
    send(topic, 0, "{\"n\":0}");
    String options = "{'topic': '" + topic + "', 'incremental': true";
    KafkaSource source = source(allocator, options + "}");
    JsonNode state = plan(source, null).state();
    Broker.admin().deleteTopics(List.of(topic)).all().get();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                Broker.wait(
                    Broker.admin()
                        .createTopics(
                            List.of(
                                new org.apache.kafka.clients.admin.NewTopic(topic, 1, (short) 1)))
                        .all()));
    send(topic, 0, "{\"n\":5}", "{\"n\":6}");

    assertThatThrownBy(() -> plan(source, state)).hasMessageContaining("made anew");
    KafkaSource goesOn = source(allocator, options + ", 'on_data_loss': 'continue'}");
    assertThat(read(goesOn, plan(goesOn, state)).rows()).hasSize(2);
  }

  @Test
  void anUnknownTopicIsNamedWithTheOneThatWasMeant() {
    String topic = Broker.topic("measurements", 1, Map.of());
    String wrong = topic.replace("measure", "mesure");

    assertThatThrownBy(() -> plan(source(allocator, "{'topic': '" + wrong + "'}"), null))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("unknown-topic");
              assertThat(e.problem().advice()).contains(topic);
            });
  }

  @Test
  void aBrokerThatIsDownIsATransientError(@TempDir Path home) {
    try (LocalKafka kafka = LocalKafka.start(home)) {
      Connection connection =
          new Connection("own", "kafka", Map.of("bootstrap-servers", kafka.bootstrapServers()));
      try (KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(
                  Map.of("bootstrap.servers", kafka.bootstrapServers()),
                  new org.apache.kafka.common.serialization.ByteArraySerializer(),
                  new org.apache.kafka.common.serialization.ByteArraySerializer());
          var admin =
              org.apache.kafka.clients.admin.Admin.create(
                  Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        Broker.wait(
            admin
                .createTopics(
                    List.of(new org.apache.kafka.clients.admin.NewTopic("t", 1, (short) 1)))
                .all());
        producer.send(new ProducerRecord<>("t", "{}".getBytes(UTF_8)));
      }
      KafkaSource source =
          Broker.source(connection, allocator, "{'topic': 't'}", Duration.ofSeconds(30));
      KafkaSource hasty =
          Broker.source(connection, allocator, "{'topic': 't'}", Duration.ofSeconds(2));
      SourcePlan plan = plan(source, null);
      kafka.kill();

      assertThatThrownBy(() -> read(hasty, plan)).isInstanceOf(TransientException.class);
      assertThatThrownBy(() -> plan(hasty, null))
          .isInstanceOf(TransientException.class)
          .hasMessageContaining("does not answer")
          .hasMessageNotContaining("127.0.0.1");
      kafka.restart();
      assertThat(read(source, plan(source, null)).rows()).hasSize(1);
    }
  }

  @Test
  void aSampleIsOneSplit() {
    String topic = Broker.topic("sampled", 3, Map.of());
    send(topic, 1, "{\"n\":1}");
    send(topic, 2, "{\"n\":1}");
    SourcePlan plan =
        source(allocator, "{'topic': '" + topic + "'}")
            .plan(new PlanRequest("r", null, null, true), Cancellation.NEVER);

    assertThat(plan.splits()).extracting(Split::id).containsExactly("p1-0");
    assertThat(plan.state()).isNull();
  }

  @Test
  void rawValuesAreBytes() {
    String topic = Broker.topic("raw", 1, Map.of());
    try (KafkaProducer<byte[], byte[]> producer = Broker.producer(Map.of())) {
      producer.send(new ProducerRecord<>(topic, new byte[] {0, (byte) 0xff}));
    }
    String options = "{'topic': '" + topic + "', 'metadata': false, 'value': ";
    KafkaSource raw = source(allocator, options + "'raw'}");
    assertThat(read(raw, plan(raw, null)).rows()).containsExactly("value='AP8='");
    KafkaSource text = source(allocator, options + "'text'}");
    assertThat(read(text, plan(text, null)).rejects())
        .containsExactly(topic + "[0]:0 value is text");
  }

  @Test
  void nothingIsCommittedAndNoGroupIsMade() throws Exception {
    String topic = Broker.topic("groups", 1, Map.of());
    send(topic, 0, "{\"n\":1}");
    KafkaSource source = source(allocator, "{'topic': '" + topic + "'}");
    SourcePlan plan = plan(source, null);
    try (SplitReader reader =
        source.read(plan.stream(), plan.splits().getFirst(), null, Cancellation.NEVER)) {
      reader.next();
      assertThat(Broker.admin().listGroups().all().get()).isEmpty();
    }
  }

  @Test
  void aConnectionIsChecked() {
    ConnectionCheck check = new KafkaConnectionType().check(Broker.connection());
    assertThat(check.findings().getFirst().message()).contains("1 brokers");

    Connection wrong =
        new Connection("c", "kafka", Map.of("bootstrap.server", "x", "interceptor.classes", "a.B"));
    assertThatThrownBy(() -> new KafkaConnectionType().check(wrong))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e ->
                assertThat(e.problems())
                    .extracting(p -> p.where())
                    .containsExactlyInAnyOrder(
                        "connections.c.bootstrap.server",
                        "connections.c.interceptor.classes",
                        "connections.c.bootstrap.servers"));
  }
}

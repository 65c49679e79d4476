package dev.penstock.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.local.LocalKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** One broker for the tests of this package; each test uses topics of its own. */
final class Broker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LocalKafka KAFKA =
      LocalKafka.start(Path.of("target", "kafka", System.getProperty("penstock.fork", "fork-1")));
  private static final Admin ADMIN = Admin.create(Map.of("bootstrap.servers", servers()));

  private Broker() {}

  static String servers() {
    return KAFKA.bootstrapServers();
  }

  static Connection connection() {
    return new Connection("stack", "kafka", Map.of("bootstrap.servers", servers()));
  }

  static Admin admin() {
    return ADMIN;
  }

  static String topic(String name, int partitions, Map<String, String> settings) {
    String topic = name + "-" + System.nanoTime();
    wait(
        ADMIN
            .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
            .all());
    return topic;
  }

  static void deleteRecords(String topic, int partition, long before) {
    wait(
        ADMIN
            .deleteRecords(
                Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
            .all());
  }

  static <T> T wait(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("bootstrap.servers", servers());
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Texts into one partition, as records without key. */
  static void send(String topic, int partition, @Nullable String... values) {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (String value : values) {
        producer.send(
            new ProducerRecord<>(
                topic, partition, null, value == null ? null : value.getBytes(UTF_8)));
      }
    }
  }

  static KafkaSource source(BufferAllocator allocator, String options) {
    return source(connection(), allocator, options, Duration.ofSeconds(20));
  }

  static KafkaSource source(
      Connection connection, BufferAllocator allocator, String options, Duration patience) {
    ObjectNode parsed;
    try {
      parsed = (ObjectNode) JSON.readTree(options.replace('\'', '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SourceDefinition definition =
        new SourceDefinition("stack", "kafka", Map.of(), SchemaChange.EVOLVE, parsed);
    KafkaOptions checked = KafkaOptions.parse(definition);
    return new KafkaSource(
        KafkaClients.of(connection),
        definition,
        checked,
        RecordForm.of(checked),
        allocator,
        patience);
  }

  static SourcePlan plan(KafkaSource source, @Nullable JsonNode state) {
    return source.plan(new PlanRequest("r", state, null, false), Cancellation.NEVER);
  }

  /** All rows of all splits as text, without the place. */
  static Read read(KafkaSource source, SourcePlan plan) {
    Read read = new Read(new ArrayList<>(), new ArrayList<>());
    for (Split split : plan.splits()) {
      try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
        for (var batch = reader.next(); batch != null; batch = reader.next()) {
          batch.rejects().forEach(reject -> read.rejects.add(reject.place() + " " + reject.rule()));
          for (int row = 0; row < batch.rows().getRowCount(); row++) {
            List<String> values = new ArrayList<>();
            for (FieldVector vector : batch.rows().getFieldVectors()) {
              values.add(
                  vector.getName()
                      + "="
                      + dev.penstock.batch.JsonValues.value(vector, row).replace('"', '\''));
            }
            values.removeLast();
            read.rows.add(String.join(" ", values));
          }
        }
      }
    }
    return read;
  }

  /** What was read. */
  record Read(List<String> rows, List<String> rejects) {}
}

package dev.penstock.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.connector.AbstractSourceContractTest;
import dev.penstock.connector.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;

class KafkaSourceContractTest extends AbstractSourceContractTest {
  private static final String SECRET = "very-secret-word";

  private String plain = "";
  private String rejects = "";
  private String transactions = "";
  private String empty = "";

  @BeforeAll
  void fillTopics() {
    plain = Broker.topic("plain", 3, Map.of());
    rejects = Broker.topic("rejects", 1, Map.of());
    transactions = Broker.topic("transactions", 1, Map.of());
    empty = Broker.topic("empty", 2, Map.of());
    try (KafkaProducer<byte[], byte[]> producer = Broker.producer(Map.of("linger.ms", 20))) {
      for (int i = 0; i < 60_000; i++) {
        String value = "{\"id\": %d, \"name\": \"%s\"}".formatted(i, "n".repeat(i % 90));
        producer.send(new ProducerRecord<>(plain, i % 5 == 0 ? 1 : 0, null, value.getBytes(UTF_8)));
      }
      for (int i = 0; i < 30_000; i++) {
        String value = i % 3 == 0 ? "no json" : "{\"id\": " + i + "}";
        producer.send(new ProducerRecord<>(rejects, 0, null, value.getBytes(UTF_8)));
      }
    }
    try (KafkaProducer<byte[], byte[]> producer =
        Broker.producer(Map.of("transactional.id", transactions))) {
      producer.initTransactions();
      for (int i = 0; i < 60; i++) {
        producer.beginTransaction();
        for (int j = 0; j < 700; j++) {
          String value = "{\"id\": " + (700 * i + j) + "}";
          producer.send(new ProducerRecord<>(transactions, value.getBytes(UTF_8)));
        }
        if (i % 4 == 3) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
  }

  @Override
  protected List<Input> inputs() {
    return List.of(
        input("partitions", "{'topic': '" + plain + "'}"),
        input("many splits", "{'topic': '" + plain + "', 'split_offsets': 7001}"),
        input("text", "{'topic': '" + plain + "', 'value': 'text', 'metadata': false}"),
        input("rejects", "{'topic': '" + rejects + "'}"),
        input("transactions", "{'topic': '" + transactions + "', 'split_offsets': 9999}"),
        input("an empty topic", "{'topic': '" + empty + "'}"));
  }

  @Override
  protected List<Input> broken() {
    Connection down =
        new Connection(
            "down",
            "kafka",
            Map.of(
                "bootstrap.servers",
                "127.0.0.1:1",
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.username",
                "u",
                "sasl.password",
                SECRET));
    Connection wrong =
        new Connection(
            "wrong",
            "kafka",
            Map.of(
                "bootstrap.servers",
                Broker.servers(),
                "security.protocol",
                "SSL",
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.key",
                SECRET));
    return List.of(
        input("no such topic", "{'topic': 'no-such-topic'}"),
        input("no topic", "{}"),
        new Input(
            "cluster down",
            allocator -> Broker.source(down, allocator, "{'topic': 't'}", Duration.ofSeconds(1))),
        new Input(
            "wrong settings",
            allocator -> Broker.source(wrong, allocator, "{'topic': 't'}", Duration.ofSeconds(1))));
  }

  @Override
  protected List<String> secrets() {
    return List.of(SECRET, "127.0.0.1");
  }

  private static Input input(String name, String options) {
    return new Input(name, allocator -> Broker.source(allocator, options));
  }
}

package dev.penstock.loader.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.local.LocalKafka;
import dev.penstock.messaging.Definitions;
import dev.penstock.messaging.Json;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Reporter;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.RunsView;
import dev.penstock.messaging.TopicSetup;
import dev.penstock.messaging.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BronzeGateTest {
  private static final Duration TIME = Duration.ofMinutes(2);
  private static final String PIPELINE =
      """
      apiVersion: penstock/v1
      name: orders
      streams:
        orders:
          source: { connection: files, path: orders.csv, format: csv }
          %s
          outputs:
            orders: { connection: warehouse, table: silver.orders }
      """;

  @Test
  void rawBatchesAreSkippedUntilARunWantsThemAndThenNoneIsMissed(@TempDir Path home) {
    try (LocalKafka broker = LocalKafka.start(home)) {
      KafkaSettings kafka =
          new KafkaSettings(broker.bootstrapServers(), "gate-test", Map.of(), 2, (short) 1);
      TopicSetup.ensure(kafka);
      try (RunsView runs = new RunsView(kafka);
          Reporter sender = new Reporter(kafka);
          KafkaConsumer<String, byte[]> consumer = kafka.groupConsumer("gate", "0", Map.of())) {
        consumer.subscribe(List.of(Topics.EXTRACTED));
        BronzeGate gate = new BronzeGate(runs, new Definitions());
        List<String> read = new ArrayList<>();

        await()
            .atMost(TIME)
            .until(
                () -> {
                  step(gate, consumer, read);
                  return consumer.paused().size() == 2;
                });
        sender.send(List.of(run("plain", ""), batch("plain", "1"), batch("plain", "2")));
        await()
            .atMost(TIME)
            .until(
                () -> {
                  step(gate, consumer, read);
                  return position(consumer) == 2;
                });
        assertThat(read).isEmpty();

        sender.send(
            List.of(
                run("raw", "bronze: { table: bronze.orders }"),
                batch("raw", "3"),
                batch("raw", "4"),
                batch("plain", "5")));
        await()
            .atMost(TIME)
            .until(
                () -> {
                  step(gate, consumer, read);
                  return read.size() >= 3;
                });
        assertThat(read).containsExactlyInAnyOrder("3", "4", "5");
      }
    }
  }

  private static void step(
      BronzeGate gate, KafkaConsumer<String, byte[]> consumer, List<String> read) {
    gate.set(consumer);
    consumer
        .poll(Duration.ofMillis(100))
        .forEach(message -> read.add(new String(message.value(), UTF_8)));
  }

  private static long position(KafkaConsumer<String, byte[]> consumer) {
    return consumer.assignment().stream().mapToLong(consumer::position).sum();
  }

  private static ProducerRecord<String, byte[]> run(String id, String bronze) {
    RunMessage message =
        new RunMessage(
            id,
            "orders",
            1,
            0,
            1,
            RunState.RUNNING,
            RunMode.FULL,
            RunFrom.SOURCE,
            false,
            List.of("orders"),
            0,
            PIPELINE.formatted(bronze));
    return new ProducerRecord<>(Topics.RUNS, id, Json.write(message));
  }

  private static ProducerRecord<String, byte[]> batch(String run, String content) {
    return new ProducerRecord<>(Topics.EXTRACTED, run + "/orders/0", content.getBytes(UTF_8));
  }
}

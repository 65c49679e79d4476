package dev.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.penstock.messaging.Json;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Report;
import dev.penstock.messaging.RunMessage;
import dev.penstock.messaging.RunState;
import dev.penstock.messaging.Task;
import dev.penstock.messaging.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Stands for the extractor, the transformer and the loader: sees what they would see and reports
 * what the test says. Not thread-safe.
 */
final class FakeServices implements AutoCloseable {
  private static final Duration PATIENCE = ApiTestBase.PATIENCE;

  private final KafkaConsumer<String, byte[]> consumer;
  private final KafkaProducer<String, byte[]> producer;
  private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();
  private final Map<Integer, Long> reported = new HashMap<>();

  FakeServices(KafkaSettings kafka) {
    consumer = kafka.consumer(Map.of("auto.offset.reset", "earliest"));
    producer = kafka.producer();
    List<TopicPartition> partitions =
        Stream.of(Topics.RUNS, Topics.TASKS, Topics.EVENTS, Topics.CHECKPOINTS)
            .flatMap(topic -> partitions(topic).stream())
            .map((PartitionInfo info) -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** A broker knows of a topic a moment after it was created. */
  private List<PartitionInfo> partitions(String topic) {
    return await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(() -> consumer.partitionsFor(topic), known -> !known.isEmpty());
  }

  /**
   * Everything on a topic whose key begins so, to where the topic ends now: partitions are fetched
   * one by one, so that a task can be here before the run that was sent ahead of it.
   */
  List<ConsumerRecord<String, byte[]>> seen(String topic, String key) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInSameThread()
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
              return ends.entrySet().stream()
                  .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
    return seen.stream()
        .filter(message -> message.topic().equals(topic) && message.key().startsWith(key))
        .toList();
  }

  <T extends Task> T awaitTask(String run, Class<T> type) {
    return await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(
            () -> tasks(run).stream().filter(type::isInstance).map(type::cast).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  List<Task> tasks(String run) {
    return seen(Topics.TASKS, run).stream()
        .map(message -> Json.read(message.value(), Task.class))
        .toList();
  }

  /** Waits until a run has been told to be in these states, one after the other. */
  void awaitStates(String run, RunState... states) {
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThat(runMessages(run).stream().map(RunMessage::state).distinct())
                    .containsExactly(states));
  }

  /** What was said of a run so far; a task that was seen came behind what was said before it. */
  List<RunMessage> runMessages(String run) {
    return seen(Topics.RUNS, run).stream()
        .filter(message -> message.value() != null)
        .map(message -> Json.read(message.value(), RunMessage.class))
        .toList();
  }

  void report(Report... reports) {
    report(List.of(reports));
  }

  /** Sends reports, each with the rejects that it counts, as the services do. */
  void report(List<? extends Report> reports) {
    for (Report report : reports) {
      FakeRejects.of(report).forEach(reject -> send(reject.toRecord()));
      reportAlone(report);
    }
  }

  /** Sends a report whose rejects have not come, or come elsewhere. */
  void reportAlone(Report report) {
    RecordMetadata place =
        send(new ProducerRecord<>(Topics.REPORTS, report.run(), Json.write(report)));
    reported.put(place.partition(), place.offset() + 1);
  }

  /** By partition, the offset behind the last report that was sent. */
  Map<Integer, Long> reported() {
    return Map.copyOf(reported);
  }

  RecordMetadata send(ProducerRecord<String, byte[]> message) {
    try {
      return producer.send(message).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    consumer.close();
  }
}

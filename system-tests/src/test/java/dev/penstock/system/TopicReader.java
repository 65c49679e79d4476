package dev.penstock.system;

import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** What a stranger with a Kafka client sees of the topics. */
final class TopicReader {
  static final List<String> DATA = List.of(Topics.EXTRACTED, Topics.TRANSFORMED);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final KafkaSettings kafka;

  TopicReader(TestBed bed) {
    kafka =
        new KafkaSettings(bed.stack().bootstrapServers(), "system-tests", Map.of(), 1, (short) 1);
  }

  /** Offsets between the begin and the end of the data topics: what Kafka holds of all runs. */
  long backlog() {
    try (Admin admin = Admin.create(kafka.common())) {
      List<TopicPartition> partitions = partitions(admin, DATA);
      return sum(admin, partitions, OffsetSpec.latest())
          - sum(admin, partitions, OffsetSpec.earliest());
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Messages that can still be read from the data topics; a transaction's marker is not one. */
  long leftOver() {
    AtomicLong left = new AtomicLong();
    DATA.forEach(topic -> each(topic, PATIENCE, found -> left.incrementAndGet()));
    return left.get();
  }

  /** Reads a topic from its begin until the messages found satisfy something. */
  List<ConsumerRecord<String, byte[]>> read(
      String topic, Duration atMost, Predicate<List<ConsumerRecord<String, byte[]>>> enough) {
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    long deadline = System.nanoTime() + atMost.toNanos();
    try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
      while (!enough.test(found) && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
      }
    }
    return found;
  }

  /**
   * Reads a topic from its begin to what is its end at first, a message at a time.
   *
   * @throws AssertionError where that takes too long
   */
  void each(String topic, Duration atMost, Consumer<ConsumerRecord<String, byte[]>> work) {
    long deadline = System.nanoTime() + atMost.toNanos();
    try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("the end of " + topic + " was not reached in " + atMost);
        }
        consumer.poll(Duration.ofMillis(200)).forEach(work);
      }
    }
  }

  /** A consumer of all partitions of a topic, at their begin. */
  private KafkaConsumer<String, byte[]> consumer(String topic) {
    KafkaConsumer<String, byte[]> consumer =
        kafka.consumer(Map.of("auto.offset.reset", "earliest"));
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(each -> new TopicPartition(topic, each.partition()))
            .toList());
    consumer.seekToBeginning(consumer.assignment());
    return consumer;
  }

  private static List<TopicPartition> partitions(Admin admin, List<String> topics)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(each -> new TopicPartition(topic.name(), each.partition())))
        .toList();
  }

  private static long sum(Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(partitions.stream().collect(Collectors.toMap(each -> each, each -> spec)))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }
}

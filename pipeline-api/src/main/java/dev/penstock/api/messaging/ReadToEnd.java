package dev.penstock.api.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whether a {@link LedgerConsumer} has read its topic to the end. Used by one thread at a time. */
final class ReadToEnd {
  private static final Logger LOG = Logger.getLogger(ReadToEnd.class);
  private static final Duration CALL = Duration.ofSeconds(10);

  private final Admin admin;
  private final String topic;
  private final String group;

  ReadToEnd(Admin admin, String topic, String group) {
    this.admin = admin;
    this.topic = topic;
    this.group = group;
  }

  /** Whether all that is in the topic by now was read; no where that cannot be found out. */
  boolean now() {
    try {
      Map<TopicPartition, Long> ends = ends();
      Map<TopicPartition, OffsetAndMetadata> read =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(CALL.toSeconds(), TimeUnit.SECONDS);
      return ends.entrySet().stream().allMatch(end -> offset(read, end.getKey()) >= end.getValue());
    } catch (ExecutionException | TimeoutException e) {
      LOG.debugf(e, "the end of %s cannot be found out, trying again later", topic);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Map<TopicPartition, Long> ends()
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest =
        admin
            .describeTopics(List.of(topic))
            .allTopicNames()
            .get(CALL.toSeconds(), TimeUnit.SECONDS)
            .values()
            .stream()
            .flatMap(description -> description.partitions().stream())
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        admin
            .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get(CALL.toSeconds(), TimeUnit.SECONDS);
    return ends.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  private static long offset(
      Map<TopicPartition, OffsetAndMetadata> read, TopicPartition partition) {
    @Nullable OffsetAndMetadata offset = read.get(partition);
    return offset == null ? 0 : offset.offset();
  }
}

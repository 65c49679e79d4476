package dev.penstock.api.messaging;

import dev.penstock.api.hooks.Groups;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Topics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The services' consumer groups as the broker has them. Asked seldom: makes its own client. */
@Singleton
class KafkaGroups implements Groups {
  private static final Logger LOG = Logger.getLogger(KafkaGroups.class);
  private static final Duration CALL = Duration.ofSeconds(5);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private static final List<Group> KNOWN =
      List.of(
          new Group("penstock-extractor", "extractor", List.of(Topics.TASKS), 0, 0),
          new Group("penstock-transformer", "transformer", List.of(Topics.EXTRACTED), 0, 0),
          new Group(
              "penstock-loader", "loader", List.of(Topics.EXTRACTED, Topics.TRANSFORMED), 0, 0),
          new Group("penstock-loader-tasks", "loader", List.of(Topics.TASKS), 0, 0));

  private final KafkaSettings kafka;

  KafkaGroups(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  @Override
  public Optional<List<Group>> look() {
    Admin admin = Admin.create(kafka.common());
    try {
      List<Group> groups = new ArrayList<>();
      for (Group known : KNOWN) {
        groups.add(look(admin, known));
      }
      return Optional.of(groups);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the consumer groups cannot be read", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      admin.close(CLOSING);
    }
  }

  private static Group look(Admin admin, Group known)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      ConsumerGroupDescription described =
          get(admin.describeConsumerGroups(List.of(known.name())).all()).get(known.name());
      int members = described == null ? 0 : described.members().size();
      return new Group(
          known.name(), known.service(), known.topics(), members, lag(admin, known.name()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return known;
      }
      throw e;
    }
  }

  /** Messages behind what the group has committed; none where it has committed nothing. */
  private static long lag(Admin admin, String group)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (TopicPartition partition, @Nullable OffsetAndMetadata offset) -> {
              if (offset != null) {
                committed.put(partition, offset);
              }
            });
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    committed.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
    long lag = 0;
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
        get(admin.listOffsets(ends).all()).entrySet()) {
      OffsetAndMetadata offset = committed.get(end.getKey());
      lag += offset == null ? 0 : Math.max(0, end.getValue().offset() - offset.offset());
    }
    return lag;
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(CALL.toSeconds(), TimeUnit.SECONDS);
  }
}

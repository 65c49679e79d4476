package dev.penstock.api.messaging;

import dev.penstock.api.services.GroupReader;
import dev.penstock.api.services.ServicesView.Instance;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** Asks the broker for the groups, with a time-out on each question. Used by one at a time. */
@Singleton
class KafkaGroupReader implements GroupReader {
  private static final Duration CALL = Duration.ofSeconds(3);
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private record Known(String group, String service, List<String> topics) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(Messaging.GROUP, "api", List.of(Topics.REPORTS)),
          new Known(Messaging.REJECTS_GROUP, "api", List.of(Topics.REJECTS)),
          new Known("penstock-extractor", "extractor", List.of(Topics.TASKS)),
          new Known("penstock-transformer", "transformer", List.of(Topics.EXTRACTED)),
          new Known("penstock-loader", "loader", List.of(Topics.EXTRACTED, Topics.TRANSFORMED)),
          new Known("penstock-loader-tasks", "loader", List.of(Topics.TASKS)));

  private final KafkaSettings kafka;
  private final Tails tails;
  private @Nullable Admin admin;

  KafkaGroupReader(KafkaSettings kafka) {
    this.kafka = kafka;
    this.tails = new Tails(kafka);
  }

  @Override
  public synchronized List<GroupState> read() {
    try {
      Admin client = admin();
      tails.begin();
      List<String> topics = KNOWN.stream().flatMap(k -> k.topics().stream()).distinct().toList();
      Map<String, List<TopicPartition>> partitions = new HashMap<>();
      get(client.describeTopics(topics).allTopicNames())
          .forEach((topic, description) -> partitions.put(topic, partitions(description)));
      List<TopicPartition> all = partitions.values().stream().flatMap(List::stream).toList();
      Map<TopicPartition, Long> starts = offsets(client, all, OffsetSpec.earliest());
      Map<TopicPartition, Long> ends = offsets(client, all, OffsetSpec.latest());
      List<GroupState> found = new ArrayList<>();
      for (Known known : KNOWN) {
        Map<TopicPartition, OffsetAndMetadata> done = committed(client, known.group());
        List<PartitionState> states =
            known.topics().stream()
                .flatMap(topic -> partitions.getOrDefault(topic, List.of()).stream())
                .map(partition -> state(known, partition, done.get(partition), starts, ends))
                .toList();
        found.add(
            new GroupState(known.group(), known.service(), members(client, known.group()), states));
      }
      return found;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private static TransientException unreachable(Exception e) {
    return new TransientException(
        Problem.of("kafka-unreachable", "kafka", "The consumer groups could not be read in time."),
        e);
  }

  private PartitionState state(
      Known known,
      TopicPartition partition,
      @Nullable OffsetAndMetadata committed,
      Map<TopicPartition, Long> starts,
      Map<TopicPartition, Long> ends) {
    long start = starts.getOrDefault(partition, 0L);
    long done = Math.max(start, committed == null ? start : committed.offset());
    long end = Math.max(done, ends.getOrDefault(partition, done));
    long readable = tails.end(known.group(), partition, done, end);
    return new PartitionState(partition.topic(), partition.partition(), done, readable);
  }

  private static List<TopicPartition> partitions(TopicDescription description) {
    return description.partitions().stream()
        .map(partition -> new TopicPartition(description.name(), partition.partition()))
        .toList();
  }

  /** Without what open transactions hold: a reader cannot have it yet. */
  private static Map<TopicPartition, Long> offsets(
      Admin client, Collection<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, TimeoutException, InterruptedException {
    return get(
            client
                .listOffsets(
                    partitions.stream().collect(Collectors.toMap(p -> p, p -> which)),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, offset -> offset.getValue().offset()));
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(Admin client, String group)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
      get(client
              .listConsumerGroupOffsets(Map.of(group, new ListConsumerGroupOffsetsSpec()))
              .partitionsToOffsetAndMetadata(group))
          .forEach(
              (TopicPartition partition, @Nullable OffsetAndMetadata offset) -> {
                if (offset != null) {
                  done.put(partition, offset);
                }
              });
      return done;
    } catch (ExecutionException e) {
      return ifMissing(e, Map.of());
    }
  }

  private static List<Instance> members(Admin client, String group)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      ConsumerGroupDescription described =
          get(client.describeConsumerGroups(List.of(group)).all()).get(group);
      return described == null
          ? List.of()
          : described.members().stream().map(member -> instance(group, member)).toList();
    } catch (ExecutionException e) {
      return ifMissing(e, List.of());
    }
  }

  /** The name of a member is {@code GROUP-INSTANCE-MEMBER}; see {@link KafkaSettings}. */
  private static Instance instance(String group, MemberDescription member) {
    String name = member.groupInstanceId().orElse(member.consumerId());
    String own = name.startsWith(group + "-") ? name.substring(group.length() + 1) : name;
    int end = own.lastIndexOf('-');
    String host = member.host().startsWith("/") ? member.host().substring(1) : member.host();
    return new Instance(end > 0 ? own.substring(0, end) : own, host);
  }

  private static <T> T ifMissing(ExecutionException e, T nothing) throws ExecutionException {
    if (e.getCause() instanceof GroupIdNotFoundException) {
      return nothing;
    }
    throw e;
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(CALL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Admin admin() {
    Admin known = admin;
    if (known == null) {
      Map<String, Object> config = kafka.common();
      config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) CALL.toMillis());
      config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL.toMillis());
      known = Admin.create(config);
      admin = known;
    }
    return known;
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(CLOSING);
    }
  }
}

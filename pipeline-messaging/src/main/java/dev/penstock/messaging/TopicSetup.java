package dev.penstock.messaging;

import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics that are missing; leaves those that exist as they are. Any service may call
 * it.
 */
public final class TopicSetup {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final String CREATING = "creating topics";
  private static final String WEEK = Long.toString(Duration.ofDays(7).toMillis());
  private static final String DATA_SEGMENT_BYTES = Integer.toString(32 << 20);
  private static final String TABLE_SEGMENT_BYTES = Integer.toString(8 << 20);

  private TopicSetup() {}

  /**
   * Makes sure that all topics exist. Where they do, the right to create topics is not needed.
   *
   * @throws dev.penstock.error.TransientException where Kafka does not answer
   */
  public static void ensure(KafkaSettings kafka) {
    try (Admin admin = Admin.create(kafka.common())) {
      Set<String> there = await(admin.listTopics().names());
      List<NewTopic> missing =
          topics(kafka).stream().filter(topic -> !there.contains(topic.name())).toList();
      for (KafkaFuture<Void> created : admin.createTopics(missing).values().values()) {
        awaitCreated(created);
      }
    }
  }

  private static void awaitCreated(KafkaFuture<Void> created) {
    try {
      created.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw KafkaErrors.unreachable(CREATING, e);
      }
    } catch (TimeoutException e) {
      throw KafkaErrors.unreachable(CREATING, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Set<String> await(KafkaFuture<Set<String>> names) {
    try {
      return names.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw KafkaErrors.unreachable(CREATING, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static TransientException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return KafkaErrors.unreachable(CREATING, e);
  }

  /** The topics as they are created where they are missing. */
  public static List<NewTopic> topics(KafkaSettings kafka) {
    return List.of(
        table(kafka, Topics.RUNS),
        table(kafka, Topics.CHECKPOINTS),
        data(kafka, Topics.EXTRACTED),
        data(kafka, Topics.TRANSFORMED),
        kept(kafka, Topics.TASKS, Optional.empty()),
        kept(kafka, Topics.REPORTS, Optional.empty()),
        kept(kafka, Topics.REJECTS, Optional.empty()),
        kept(kafka, Topics.LOGS, Optional.empty()),
        kept(kafka, Topics.EVENTS, Optional.of(1)));
  }

  private static NewTopic table(KafkaSettings kafka, String name) {
    return topic(
        kafka,
        name,
        Optional.empty(),
        Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.SEGMENT_BYTES_CONFIG,
            TABLE_SEGMENT_BYTES,
            TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
            "0.1"));
  }

  private static NewTopic data(KafkaSettings kafka, String name) {
    return topic(
        kafka,
        name,
        Optional.empty(),
        Map.of(
            TopicConfig.RETENTION_MS_CONFIG,
            "-1",
            TopicConfig.SEGMENT_BYTES_CONFIG,
            DATA_SEGMENT_BYTES));
  }

  private static NewTopic kept(KafkaSettings kafka, String name, Optional<Integer> partitions) {
    return topic(kafka, name, partitions, Map.of(TopicConfig.RETENTION_MS_CONFIG, WEEK));
  }

  private static NewTopic topic(
      KafkaSettings kafka, String name, Optional<Integer> partitions, Map<String, String> config) {
    Map<String, String> all = new HashMap<>(config);
    all.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(KafkaSettings.MAX_MESSAGE_BYTES));
    return new NewTopic(
            name,
            Optional.of(partitions.orElse(kafka.partitions())),
            Optional.of(kafka.replication()))
        .configs(all);
  }
}

package dev.penstock.api.messaging;

import dev.penstock.messaging.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DeletedRecords;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Deletes from the data topics what all their readers have behind them. A partition that one of the
 * readers never committed keeps everything. Used by one thread at a time.
 */
final class Janitor {
  private static final Logger LOG = Logger.getLogger(Janitor.class);
  private static final Duration CALL = Duration.ofSeconds(10);

  private static final String TRANSFORMER = "penstock-transformer";
  private static final String LOADER = "penstock-loader";

  private static final Map<String, List<String>> READERS =
      Map.of(Topics.EXTRACTED, List.of(TRANSFORMER, LOADER), Topics.TRANSFORMED, List.of(LOADER));

  private final Admin admin;
  private final Map<TopicPartition, Long> deleted = new HashMap<>();

  Janitor(Admin admin) {
    this.admin = admin;
  }

  /** One round; what fails is left to the next. */
  void sweep() {
    try {
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
          Map.of(TRANSFORMER, committed(TRANSFORMER), LOADER, committed(LOADER));
      Map<TopicPartition, RecordsToDelete> old = new HashMap<>();
      lowest(committed)
          .forEach(
              (partition, offset) -> {
                if (offset > deleted.getOrDefault(partition, 0L)) {
                  old.put(partition, RecordsToDelete.beforeOffset(offset));
                }
              });
      delete(old);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("data topics were not swept, trying again later", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The lowest offset that all readers of a partition committed, where each has committed one. */
  static Map<TopicPartition, Long> lowest(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {
    Map<TopicPartition, Long> lowest = new HashMap<>();
    READERS.forEach(
        (topic, readers) ->
            committed.getOrDefault(readers.getFirst(), Map.of()).keySet().stream()
                .filter(partition -> partition.topic().equals(topic))
                .forEach(
                    partition -> {
                      long least = Long.MAX_VALUE;
                      for (String reader : readers) {
                        @Nullable OffsetAndMetadata offset =
                            committed.getOrDefault(reader, Map.of()).get(partition);
                        least = Math.min(least, offset == null ? 0 : offset.offset());
                      }
                      if (least > 0) {
                        lowest.put(partition, least);
                      }
                    }));
    return lowest;
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(String group)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    try {
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(CALL.toSeconds(), TimeUnit.SECONDS)
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  offsets.put(partition, offset);
                }
              });
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e;
      }
    }
    return offsets;
  }

  private void delete(Map<TopicPartition, RecordsToDelete> old)
      throws InterruptedException, TimeoutException {
    if (old.isEmpty()) {
      return;
    }
    Map<TopicPartition, KafkaFuture<DeletedRecords>> results =
        admin.deleteRecords(old).lowWatermarks();
    for (Map.Entry<TopicPartition, KafkaFuture<DeletedRecords>> result : results.entrySet()) {
      try {
        long low = result.getValue().get(CALL.toSeconds(), TimeUnit.SECONDS).lowWatermark();
        deleted.put(result.getKey(), low);
      } catch (ExecutionException e) {
        LOG.debugf(e, "%s was not swept, trying again later", result.getKey());
      }
    }
  }
}

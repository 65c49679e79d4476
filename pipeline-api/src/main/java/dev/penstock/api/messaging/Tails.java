package dev.penstock.api.messaging;

import dev.penstock.messaging.KafkaSettings;
import dev.penstock.messaging.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the last message in front of a group. Behind it a partition may hold ends of transactions,
 * and what aborted ones wrote: offsets that no reader ever gets past by committing, and that are no
 * lag. A place that does not move from one look to the next is read once. Not thread-safe.
 */
final class Tails {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** All whose writers use transactions: one offset alone is always the end of one. */
  private static final Set<String> TRANSACTIONAL = Set.of(Topics.EXTRACTED, Topics.TRANSFORMED);

  private static final Map<String, Object> SMALL =
      Map.of(
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1,
          ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1_024,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1_024);

  private final KafkaSettings kafka;
  private final Map<Key, Look> looks = new HashMap<>();
  private long deadline;

  private record Key(String group, TopicPartition partition) {}

  /** What a partition looked like, and whether something is left to read, once that is known. */
  private record Look(long done, long end, Left left) {}

  private enum Left {
    NOT_ASKED,
    SOMETHING,
    NOTHING
  }

  Tails(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** A new look begins: what it reads takes two seconds at most. */
  void begin() {
    deadline = System.nanoTime() + PATIENCE.toNanos();
  }

  /** The end, or {@code done} where nothing that can be read is between the two. */
  long end(String group, TopicPartition partition, long done, long end) {
    Key key = new Key(group, partition);
    if (end <= done || (end == done + 1 && TRANSACTIONAL.contains(partition.topic()))) {
      looks.remove(key);
      return done;
    }
    Look before = looks.get(key);
    Look now = new Look(done, end, Left.NOT_ASKED);
    if (before != null && before.done() == done && before.end() == end) {
      now = before.left() == Left.NOT_ASKED ? new Look(done, end, read(partition, now)) : before;
    }
    looks.put(key, now);
    return now.left() == Left.NOTHING ? done : end;
  }

  private Left read(TopicPartition partition, Look look) {
    if (System.nanoTime() >= deadline) {
      return Left.NOT_ASKED;
    }
    try (KafkaConsumer<String, byte[]> consumer = kafka.consumer(SMALL)) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, look.done());
      while (System.nanoTime() < deadline) {
        if (!consumer.poll(PATIENCE.dividedBy(8)).isEmpty()) {
          return Left.SOMETHING;
        }
        if (consumer.position(partition, PATIENCE) >= look.end()) {
          return Left.NOTHING;
        }
      }
      return Left.NOT_ASKED;
    } catch (KafkaException e) {
      return Left.NOT_ASKED;
    }
  }
}

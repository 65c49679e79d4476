package dev.penstock.connector.kafka;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a partition from one offset up to another. Offsets may be missing where a
 * transaction was aborted, a marker stands or the topic was compacted; the range ends when the
 * consumer's position, which skips them, has reached its end. Not thread-safe.
 */
final class RangeReader {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final long to;
  private final boolean goOnAfterLoss;
  private final KafkaErrors errors;
  private final Duration patience;
  private final Cancellation cancellation;
  private Iterator<ConsumerRecord<byte[], byte[]>> records = Collections.emptyIterator();
  private long position;

  /**
   * Assigns the partition to the consumer.
   *
   * @param goOnAfterLoss whether to go on at what is left where records were deleted
   * @param patience how long nothing may come before the cluster counts as unreachable
   */
  RangeReader(
      KafkaConsumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long from,
      long to,
      boolean goOnAfterLoss,
      KafkaErrors errors,
      Duration patience,
      Cancellation cancellation) {
    this.consumer = consumer;
    this.partition = partition;
    this.position = from;
    this.to = to;
    this.goOnAfterLoss = goOnAfterLoss;
    this.errors = errors;
    this.patience = patience;
    this.cancellation = cancellation;
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
  }

  /** The next record; {@code null} at the end of the range. */
  @Nullable ConsumerRecord<byte[], byte[]> next() {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!records.hasNext()) {
      cancellation.check();
      if (position >= to) {
        return null;
      }
      long before = position;
      poll();
      if (position > before) {
        deadline = System.nanoTime() + patience.toNanos();
      } else if (!records.hasNext() && System.nanoTime() - deadline > 0) {
        throw errors.unreachable();
      }
    }
    ConsumerRecord<byte[], byte[]> record = records.next();
    if (record.offset() >= to) {
      records = Collections.emptyIterator();
      position = to;
      return null;
    }
    return record;
  }

  private void poll() {
    try {
      records = consumer.poll(POLL).iterator();
      position = consumer.position(partition, Duration.ofSeconds(10));
    } catch (InvalidOffsetException e) {
      lost();
    } catch (InterruptException e) {
      throw new Cancelled();
    } catch (KafkaException e) {
      throw errors.translate(e);
    }
  }

  private void lost() {
    if (!goOnAfterLoss) {
      throw errors.permanent(
          "offsets-gone",
          "The records from offset %,d on were deleted while the run was about to read them."
              .formatted(position),
          "Let the topic keep its records longer than a run takes, or set on_data_loss to"
              + " continue.");
    }
    try {
      Map<TopicPartition, Long> first = consumer.beginningOffsets(List.of(partition));
      position = Math.max(position, first.getOrDefault(partition, to));
      consumer.seek(partition, position);
    } catch (KafkaException e) {
      throw errors.translate(e);
    }
  }
}

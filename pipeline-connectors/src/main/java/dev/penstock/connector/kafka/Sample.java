package dev.penstock.connector.kafka;

import dev.penstock.connector.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Records from which columns are learned: the first and the last of each partition's range, so that
 * fields that came lately are met too. The same for the same ranges.
 */
final class Sample {
  private static final int RECORDS = 1_000;
  private static final int FEWEST = 10;
  private static final int PARTITIONS = 50;

  /** Bytes of a piece after which it ends. */
  private static final long BYTES = 1 << 20;

  private final KafkaClients clients;
  private final KafkaErrors errors;
  private final Duration patience;
  private final Cancellation cancellation;

  Sample(KafkaClients clients, KafkaErrors errors, Duration patience, Cancellation cancellation) {
    this.clients = clients;
    this.errors = errors;
    this.patience = patience;
    this.cancellation = cancellation;
  }

  void read(List<PartitionRange> ranges, Consumer<ConsumerRecord<byte[], byte[]>> records) {
    List<PartitionRange> filled = ranges.stream().filter(r -> r.size() > 0).toList();
    if (filled.isEmpty()) {
      return;
    }
    int each = Math.max(FEWEST, RECORDS / filled.size() / 2);
    KafkaConsumer<byte[], byte[]> consumer = clients.consumer();
    try {
      for (PartitionRange range : filled.stream().limit(PARTITIONS).toList()) {
        long front = Math.min(range.to(), range.from() + each);
        piece(consumer, range, range.from(), front, records);
        piece(consumer, range, Math.max(front, range.to() - each), range.to(), records);
      }
    } finally {
      KafkaSplitReader.close(consumer);
    }
  }

  private void piece(
      KafkaConsumer<byte[], byte[]> consumer,
      PartitionRange range,
      long from,
      long to,
      Consumer<ConsumerRecord<byte[], byte[]>> records) {
    // What is deleted while the sample is read is told by the reading of the split.
    RangeReader reader =
        new RangeReader(
            consumer, range.topicPartition(), from, to, true, errors, patience, cancellation);
    long bytes = 0;
    for (var record = reader.next(); record != null && bytes < BYTES; record = reader.next()) {
      bytes += record.serializedValueSize();
      records.accept(record);
    }
  }
}

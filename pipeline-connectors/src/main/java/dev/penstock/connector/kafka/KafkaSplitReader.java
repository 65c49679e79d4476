package dev.penstock.connector.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.ErrorClass;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.rows.JsonBatches;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Reads a range of a partition. */
final class KafkaSplitReader implements SplitReader {
  /** A checkpoint's word for the offset to go on at. */
  static final String OFFSET = "offset";

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RangeReader records;
  private final JsonBatches batches;
  private final RecordForm form;
  private final Metadata metadata;
  private final long to;
  private boolean closed;

  KafkaSplitReader(
      KafkaConsumer<byte[], byte[]> consumer,
      RangeReader records,
      JsonBatches batches,
      RecordForm form,
      Metadata metadata,
      long to) {
    this.consumer = consumer;
    this.records = records;
    this.batches = batches;
    this.form = form;
    this.metadata = metadata;
    this.to = to;
  }

  @Override
  public @Nullable SourceBatch next() {
    long after = to;
    while (!batches.full()) {
      ConsumerRecord<byte[], byte[]> record = records.next();
      if (record == null) {
        after = to;
        break;
      }
      add(record);
      after = record.offset() + 1;
    }
    return batches.isEmpty()
        ? null
        : batches.take(JsonNodeFactory.instance.objectNode().put(OFFSET, after));
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    int bytes = size(record);
    if (bytes > SourceBatch.MAX_RECORD_BYTES) {
      byte[] shown = value == null ? new byte[0] : value;
      batches.rejectLong(shown, 0, shown.length, record.offset(), bytes);
      return;
    }
    try {
      ObjectNode columns =
          value == null ? JsonNodeFactory.instance.objectNode() : form.value(value);
      metadata.add(record, columns);
      batches.add(columns, record.offset(), bytes);
    } catch (Malformed e) {
      String original = value == null ? "" : new String(value, StandardCharsets.UTF_8);
      batches.reject(ErrorClass.MALFORMED, e.rule(), e.text(), original, record.offset(), bytes);
    }
  }

  private static int size(ConsumerRecord<byte[], byte[]> record) {
    int size = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    for (var header : record.headers()) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        batches.close();
      } finally {
        close(consumer);
      }
    }
  }

  /** Waits for nothing: there is no group to leave. */
  static void close(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      consumer.close(CloseOptions.timeout(Duration.ofMillis(500)));
    } catch (KafkaException e) {
      // Its sockets are closed all the same.
    }
  }
}

package dev.penstock.connector.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.rows.JsonBatches;
import dev.penstock.definition.SchemaChange;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Reads the records that a split holds; its position is the number of those that are read. */
final class PushSplitReader implements SplitReader {
  private final JsonNode records;
  private final Cancellation cancellation;
  private final JsonBatches batches;
  private int next;

  PushSplitReader(
      Split split,
      @Nullable JsonNode after,
      Schema schema,
      SchemaChange onUnknown,
      BufferAllocator allocator,
      Cancellation cancellation) {
    this.records = split.position().required(PushSource.RECORDS);
    this.cancellation = cancellation;
    this.next = after == null ? 0 : after.intValue();
    this.batches = new JsonBatches(schema, onUnknown, split.origin(), allocator);
  }

  @Override
  public @Nullable SourceBatch next() {
    cancellation.check();
    while (next < records.size() && !batches.full()) {
      JsonNode record = records.get(next++);
      batches.add((ObjectNode) record.get(2), record.get(0).longValue(), record.get(1).intValue());
    }
    return batches.isEmpty() ? null : batches.take(IntNode.valueOf(next));
  }

  @Override
  public void close() {
    batches.close();
  }
}

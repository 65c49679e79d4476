package dev.penstock.connector.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.rows.JsonBatches;
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.SourceDefinition;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits of {@link ReplaySplits}. A field that is no column of the stream rejects its record,
 * unless the stream leaves such columns out.
 */
public final class ReplaySource implements Source {
  private final SchemaChange onUnknown;
  private final BufferAllocator allocator;

  /**
   * @param definition the stream's own source
   */
  public ReplaySource(SourceDefinition definition, BufferAllocator allocator) {
    boolean ignores = definition.onSchemaChange() == SchemaChange.IGNORE;
    this.onUnknown = ignores ? SchemaChange.IGNORE : SchemaChange.EVOLVE;
    this.allocator = allocator;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException("a replay is planned where it is asked for");
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    return new Reader(split, after, stream.schema(), cancellation);
  }

  /** Its position is the number of records that are read. */
  private final class Reader implements SplitReader {
    private final JsonNode records;
    private final Cancellation cancellation;
    private final JsonBatches batches;
    private int next;

    Reader(Split split, @Nullable JsonNode after, Schema schema, Cancellation cancellation) {
      this.records = split.position().required(ReplaySplits.RECORDS);
      this.cancellation = cancellation;
      this.next = after == null ? 0 : after.intValue();
      this.batches = new JsonBatches(schema, onUnknown, split.origin(), allocator);
    }

    @Override
    public @Nullable SourceBatch next() {
      cancellation.check();
      while (next < records.size() && !batches.full()) {
        JsonNode record = records.get(next++);
        byte[] text = record.get(2).textValue().getBytes(UTF_8);
        batches.add(text, 0, text.length, record.get(0).longValue(), text.length);
      }
      return batches.isEmpty() ? null : batches.take(IntNode.valueOf(next));
    }

    @Override
    public void close() {
      batches.close();
    }
  }
}

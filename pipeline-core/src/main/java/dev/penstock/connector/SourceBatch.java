package dev.penstock.connector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.RejectedRecord;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Records that were read together: about 5,000 to 20,000 rows and at most {@link #TARGET_BYTES}.
 *
 * @param rows in source order, with the schema of the plan; may have no rows
 * @param rejects records that could not be taken apart
 * @param after where to go on behind this batch, for {@link Source#read}
 * @param bytes how much of the source it took, in the measure of {@link Split#bytes} as far as the
 *     source knows it
 */
public record SourceBatch(
    VectorSchemaRoot rows, List<RejectedRecord> rejects, JsonNode after, long bytes) {
  /** Rows after which a batch is closed. */
  public static final int TARGET_ROWS = 16_000;

  /** Bytes of source after which a batch is closed. */
  public static final int TARGET_BYTES = 3 << 19;

  /** The longest record, in bytes; a longer one is a reject. */
  public static final int MAX_RECORD_BYTES = 1 << 19;

  public SourceBatch {
    rejects = List.copyOf(rejects);
  }
}

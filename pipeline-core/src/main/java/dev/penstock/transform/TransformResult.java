package dev.penstock.transform;

import dev.penstock.batch.Counts;
import dev.penstock.batch.RejectedRecord;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * A transformed batch. Closing it frees its rows.
 *
 * @param rows the records that passed, with the stream's output schema; may have no rows
 * @param counts what became of the batch's records
 */
public record TransformResult(VectorSchemaRoot rows, Counts counts, List<RejectedRecord> rejects)
    implements AutoCloseable {
  public TransformResult {
    rejects = List.copyOf(rejects);
  }

  @Override
  public void close() {
    rows.close();
  }
}

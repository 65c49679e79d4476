package dev.penstock.extractor.extraction;

import dev.penstock.batch.ArrowBatches;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Encodes rows as messages of a bounded size: rows that take more are halved until they fit. Always
 * cuts the same rows the same way. Thread-safe.
 */
public final class BatchEncoder {
  private final int maxBytes;

  /**
   * @param maxBytes bytes of one encoded message; a single row may take more
   */
  public BatchEncoder(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** One message or more, in the order of the rows; none where there are no rows. */
  public List<byte[]> encode(VectorSchemaRoot rows) {
    List<byte[]> messages = new ArrayList<>(1);
    if (rows.getRowCount() > 0) {
      encode(rows, messages);
    }
    return messages;
  }

  private void encode(VectorSchemaRoot rows, List<byte[]> messages) {
    byte[] message = ArrowBatches.encode(rows);
    int count = rows.getRowCount();
    if (message.length <= maxBytes || count == 1) {
      messages.add(message);
      return;
    }
    int half = count / 2;
    try (VectorSchemaRoot front = ArrowBatches.slice(rows, 0, half)) {
      encode(front, messages);
    }
    try (VectorSchemaRoot back = ArrowBatches.slice(rows, half, count - half)) {
      encode(back, messages);
    }
  }
}

package dev.penstock.connector.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.connector.rows.JsonBatches;
import org.jspecify.annotations.Nullable;

/** Reads a document; the position is the number of records before it. */
final class DocumentReader implements SplitReader {
  static final String RECORDS = "records";

  private static final int CHECK = 1024;

  private final OpenFile file;
  private final DocumentRecords records;
  private final JsonBatches batches;
  private final Cancellation cancellation;
  private final long skipped;
  private long counted;
  private boolean started;
  private boolean ended;
  private boolean closed;

  /**
   * Owns the file, the records and the batches from now on.
   *
   * @param skipped records that are read and forgotten
   */
  DocumentReader(
      OpenFile file,
      DocumentRecords records,
      long skipped,
      JsonBatches batches,
      Cancellation cancellation) {
    this.file = file;
    this.records = records;
    this.skipped = skipped;
    this.batches = batches;
    this.cancellation = cancellation;
  }

  @Override
  public @Nullable SourceBatch next() {
    cancellation.check();
    if (!started) {
      started = true;
      while (records.number() < skipped && more()) {
        counted = records.end();
      }
    }
    while (!batches.full() && more()) {
      add();
    }
    if (batches.isEmpty()) {
      return null;
    }
    long taken = records.end() - counted;
    counted = records.end();
    return batches.take(
        JsonNodeFactory.instance.objectNode().put(RECORDS, records.number()), taken);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (file;
        records) {
      batches.close();
    }
  }

  private boolean more() {
    if (!ended && records.number() % CHECK == 0) {
      cancellation.check();
    }
    ended = ended || !records.next();
    return !ended;
  }

  private void add() {
    if (records.length() > SourceBatch.MAX_RECORD_BYTES) {
      batches.rejectLong(records.bytes(), 0, records.kept(), records.number(), records.length());
    } else {
      batches.add(records.bytes(), 0, records.kept(), records.number(), (int) records.length());
    }
  }
}

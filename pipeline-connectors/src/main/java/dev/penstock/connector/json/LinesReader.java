package dev.penstock.connector.json;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.connector.rows.JsonBatches;
import org.jspecify.annotations.Nullable;

/** Reads a split of JSON Lines. */
final class LinesReader implements SplitReader {
  private static final int CHECK = 1024;

  private final OpenFile file;
  private final FileBytes bytes;
  private final Lines lines;
  private final JsonBatches batches;
  private final Cancellation cancellation;
  private long counted;
  private boolean closed;

  /** Owns the file, the bytes and the batches from now on. */
  LinesReader(
      OpenFile file,
      FileBytes bytes,
      LinePosition start,
      JsonBatches batches,
      Cancellation cancellation) {
    this.file = file;
    this.bytes = bytes;
    this.lines = new Lines(file, bytes, start);
    this.batches = batches;
    this.cancellation = cancellation;
    this.counted = start.offset();
  }

  @Override
  public @Nullable SourceBatch next() {
    cancellation.check();
    for (int i = 1; !batches.full() && lines.next(); i++) {
      if (i % CHECK == 0) {
        cancellation.check();
      }
      if (lines.length() > SourceBatch.MAX_RECORD_BYTES) {
        batches.rejectLong(lines.bytes(), lines.from(), lines.to(), lines.line(), lines.length());
      } else {
        batches.add(lines.bytes(), lines.from(), lines.to(), lines.line(), (int) lines.length());
      }
    }
    if (batches.isEmpty()) {
      return null;
    }
    LinePosition after = lines.position();
    long taken = after.offset() - counted;
    counted = after.offset();
    return batches.take(after.toJson(), taken);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (file;
        bytes) {
      batches.close();
    }
  }
}

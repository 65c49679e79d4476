package dev.penstock.connector;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Reads one split, batch by batch, in order. Not thread-safe. */
public interface SplitReader extends AutoCloseable {
  /**
   * The next batch, or {@code null} at the end of the split. What the batch holds is valid until
   * the next call or {@link #close()}.
   */
  @Nullable SourceBatch next();

  /**
   * What the source wants to know at the next run, of a source that finds it only while it reads.
   * Asked once, after {@link #next()} has answered {@code null}; the reader must then know it also
   * where it started behind a checkpoint. Such a source has one split.
   */
  default @Nullable JsonNode state() {
    return null;
  }

  @Override
  void close();
}

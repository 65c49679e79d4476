package dev.penstock.connector;

import org.jspecify.annotations.Nullable;

/** Reads one split, batch by batch, in order. Not thread-safe. */
public interface SplitReader extends AutoCloseable {
  /**
   * The next batch, or {@code null} at the end of the split. What the batch holds is valid until
   * the next call or {@link #close()}.
   */
  @Nullable SourceBatch next();

  @Override
  void close();
}

package dev.penstock.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/** A batch read from a message; closing it frees its memory. Not thread-safe. */
public final class DecodedBatch implements AutoCloseable {
  private final ArrowStreamReader reader;
  private final VectorSchemaRoot root;

  DecodedBatch(ArrowStreamReader reader, VectorSchemaRoot root) {
    this.reader = reader;
    this.root = root;
  }

  /** The rows, valid until this batch is closed; no rows where the message held a schema alone. */
  public VectorSchemaRoot root() {
    return root;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.penstock.batch;

import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A root as a stream of one batch that shares the root's buffers, for whoever takes Arrow streams,
 * as DuckDB does. The root stays the caller's. Not thread-safe.
 */
public final class OneBatch extends ArrowReader {
  private final VectorSchemaRoot rows;
  private boolean read;

  public OneBatch(VectorSchemaRoot rows, BufferAllocator allocator) {
    super(allocator);
    this.rows = rows;
  }

  @Override
  public boolean loadNextBatch() throws IOException {
    if (read) {
      return false;
    }
    read = true;
    try (ArrowRecordBatch batch = new VectorUnloader(rows).getRecordBatch()) {
      new VectorLoader(getVectorSchemaRoot()).load(batch);
    }
    return true;
  }

  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  protected void closeReadSource() {}

  @Override
  protected Schema readSchema() {
    return rows.getSchema();
  }
}

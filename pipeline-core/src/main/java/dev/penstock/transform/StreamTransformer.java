package dev.penstock.transform;

import dev.penstock.definition.StreamDefinition;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Runs the steps of one stream over its batches. Holds a locked DuckDB and the stream's look-ups.
 * Not thread-safe.
 */
public final class StreamTransformer implements AutoCloseable {
  private StreamTransformer() {}

  /**
   * Starts DuckDB, loads the look-ups, compiles the steps against the source's columns.
   *
   * @param path the stream's path in the definition, for messages: {@code streams.strikes}
   * @throws dev.penstock.error.PermanentException where a step does not fit the columns, or its SQL
   *     is refused; the problem's place is the step's path
   */
  public static StreamTransformer open(
      StreamDefinition stream,
      String path,
      Schema input,
      LookupLoader lookups,
      Limits limits,
      BufferAllocator allocator) {
    throw new UnsupportedOperationException();
  }

  /** What leaves: the output's columns, and {@code _place} last unless SQL left it out. */
  public Schema outputSchema() {
    throw new UnsupportedOperationException();
  }

  /**
   * Transforms one batch.
   *
   * @param origin what the batch's split is a part of, to name a reject's place
   * @throws dev.penstock.error.PermanentException where SQL runs into its limits or fails as a
   *     whole
   */
  public TransformResult apply(VectorSchemaRoot input, String origin) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}

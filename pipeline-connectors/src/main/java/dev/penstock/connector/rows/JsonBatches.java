package dev.penstock.connector.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.SourceBatch;
import dev.penstock.definition.SchemaChange;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Builds batches of JSON records. A value that does not fit its column rejects its record, with the
 * column, the value and the type. Not thread-safe.
 */
public final class JsonBatches implements AutoCloseable {
  /**
   * Holds no record yet.
   *
   * @param onUnknown what a field that is no column means: {@code IGNORE} leaves it out, {@code
   *     EVOLVE} rejects the record (it was not in the sample), {@code FAIL} ends the run
   * @param origin what the records are a part of, for the places of rejects
   * @param parent parent of the memory that the batches hold
   */
  public JsonBatches(Schema schema, SchemaChange onUnknown, String origin, BufferAllocator parent) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a record, or rejects it.
   *
   * @param place where it stands in its origin
   * @param bytes its size in the source
   */
  public void add(ObjectNode record, long place, int bytes) {
    throw new UnsupportedOperationException();
  }

  /** Rejects what is no record at all. */
  public void reject(String rule, String message, String original, long place, int bytes) {
    throw new UnsupportedOperationException();
  }

  /** Whether the batch has its rows or bytes. */
  public boolean full() {
    throw new UnsupportedOperationException();
  }

  /** Whether nothing was added since the last batch was taken. */
  public boolean isEmpty() {
    throw new UnsupportedOperationException();
  }

  /**
   * The batch; what it holds is valid until the next record is added or this is closed.
   *
   * @param after where to go on behind it
   */
  public SourceBatch take(JsonNode after) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}

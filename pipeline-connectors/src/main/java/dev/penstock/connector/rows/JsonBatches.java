package dev.penstock.connector.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.column.ColumnBuilder;
import dev.penstock.connector.SourceBatch;
import dev.penstock.definition.SchemaChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Builds batches of JSON records. A value that does not fit its column rejects its record, with the
 * column, the value and the type; a missing field is NULL. Not thread-safe.
 *
 * <p>Where a batch ends depends on its records alone, so that reading again from a checkpoint gives
 * the same batches.
 */
public final class JsonBatches implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than enough for a batch and its copy. */
  private static final long MAX_ARROW_BYTES = 128L << 20;

  private static final String STEP = "source";

  private final String origin;
  private final List<ColumnBuilder> columns;
  private final RecordParser parser;
  private final BufferAllocator allocator;
  private final VectorSchemaRoot root;
  private final int width;
  private long[] places = new long[64];
  private List<RejectedRecord> rejects = new ArrayList<>();
  private int rows;
  private long bytes;
  private long cost;
  private boolean closed;

  /**
   * Holds no record yet.
   *
   * @param schema columns that {@link SchemaInference} gave, or others that {@link
   *     ColumnBuilder#builds}; last the place
   * @param onUnknown what a field that is no column means: {@code IGNORE} leaves it out, {@code
   *     EVOLVE} rejects the record (it was not in the sample), {@code FAIL} ends the run
   * @param origin what the records are a part of, for the places of rejects
   * @param parent parent of the memory that the batches hold
   */
  public JsonBatches(Schema schema, SchemaChange onUnknown, String origin, BufferAllocator parent) {
    List<Field> fields = schema.getFields().subList(0, schema.getFields().size() - 1);
    this.origin = origin;
    this.columns = fields.stream().map(ColumnBuilder::of).toList();
    this.parser = new RecordParser(fields, columns, onUnknown, origin);
    this.width = Long.BYTES + columns.stream().mapToInt(ColumnBuilder::width).sum();
    this.allocator = parent.newChildAllocator("json " + origin, 0, MAX_ARROW_BYTES);
    this.root = VectorSchemaRoot.create(schema, allocator);
  }

  /**
   * Adds a record, or rejects it.
   *
   * @param place where it stands in its origin
   * @param bytes its size in the source
   * @throws dev.penstock.error.PermanentException for an unknown field where that ends the run
   */
  public void add(ObjectNode record, long place, int bytes) {
    byte[] text;
    try {
      text = JSON.writeValueAsBytes(record);
    } catch (JsonProcessingException e) {
      reject(ErrorClass.MALFORMED, "malformed", "The record is no JSON object.", "", place, bytes);
      return;
    }
    add(text, 0, text.length, place, bytes);
  }

  /**
   * Adds a record that is still text, or rejects it; much cheaper than making a tree of it first.
   *
   * @param utf8 holds the JSON object and nothing else but blanks between {@code from} and {@code
   *     to}
   * @param place where it stands in its origin
   * @param bytes its size in the source
   * @throws dev.penstock.error.PermanentException for an unknown field where that ends the run
   */
  public void add(byte[] utf8, int from, int to, long place, int bytes) {
    if (Math.max(bytes, to - from) > SourceBatch.MAX_RECORD_BYTES) {
      rejectLong(utf8, from, to, place, bytes);
      return;
    }
    RecordParser.Fault fault = parser.parse(utf8, from, to, rows, place);
    if (fault != null) {
      reject(
          fault.errorClass(),
          fault.rule(),
          fault.message(),
          original(utf8, from, to),
          place,
          bytes);
      return;
    }
    if (rows == places.length) {
      places = Arrays.copyOf(places, rows * 2);
    }
    places[rows++] = place;
    count(bytes);
  }

  /** Rejects a record that is too long to be taken in; the text may be its beginning only. */
  public void rejectLong(byte[] utf8, int from, int to, long place, long bytes) {
    int kept = Math.min(to, from + RejectedRecord.MAX_ORIGINAL * 4);
    reject(
        ErrorClass.TOO_LARGE,
        "record size",
        "The record has %d bytes; at most %d were expected."
            .formatted(Math.max(bytes, to - from), SourceBatch.MAX_RECORD_BYTES),
        original(utf8, from, kept),
        place,
        kept - from);
  }

  /** Rejects what is no record at all. */
  public void reject(
      ErrorClass errorClass, String rule, String message, String original, long place, int bytes) {
    rejects.add(
        new RejectedRecord(
            Stage.EXTRACT,
            errorClass,
            STEP,
            rule,
            message,
            Columns.place(origin, place),
            original));
    count(bytes);
  }

  /** Whether the batch has its rows or bytes. */
  public boolean full() {
    return rows + rejects.size() >= SourceBatch.TARGET_ROWS || cost >= SourceBatch.TARGET_BYTES;
  }

  /** Whether nothing was added since the last batch was taken. */
  public boolean isEmpty() {
    return rows == 0 && rejects.isEmpty();
  }

  /**
   * The batch; what it holds is valid until the next record is added or this is closed.
   *
   * @param after where to go on behind it
   */
  public SourceBatch take(JsonNode after) {
    return take(after, bytes);
  }

  /**
   * The batch, of a source that knows better how much of it was taken.
   *
   * @param after where to go on behind it
   * @param taken in the measure of {@link dev.penstock.connector.Split#bytes}
   */
  public SourceBatch take(JsonNode after, long taken) {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).copyTo(root.getVector(i), rows);
      columns.get(i).clear();
    }
    BigIntVector place = (BigIntVector) root.getVector(columns.size());
    place.allocateNew(rows);
    for (int row = 0; row < rows; row++) {
      place.set(row, places[row]);
    }
    root.setRowCount(rows);
    SourceBatch batch = new SourceBatch(root, rejects, after, taken);
    rejects = new ArrayList<>();
    rows = 0;
    bytes = 0;
    cost = 0;
    return batch;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      root.close();
      allocator.close();
    }
  }

  private void count(int size) {
    bytes += size;
    cost += Math.max(size, width);
  }

  private static String original(byte[] utf8, int from, int to) {
    return new String(utf8, from, to - from, UTF_8).strip();
  }
}

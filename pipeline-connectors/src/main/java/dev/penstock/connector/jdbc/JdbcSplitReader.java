package dev.penstock.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SplitReader;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a split. A batch ends where another record might not fit, so what it holds depends on
 * nothing but where it starts. The position behind it is the last row's key or address; where rows
 * have none, it is their number and a fingerprint of all of them, with which reading again up to
 * there is compared.
 */
final class JdbcSplitReader implements SplitReader {
  private static final long MAX_ARROW_BYTES = 256L << 20;
  private static final int FIRST_CAPACITY = 256;
  private static final int CHECK_EVERY = 256;
  private static final int SHOWN_BYTES = 64;
  private static final String STEP = "source";

  private final Session session;
  private final RowStream source;
  private final List<SqlColumn> columns;
  private final Part part;
  private final @Nullable JsonNode after;
  private final String origin;
  private final Cancellation cancellation;
  private final BufferAllocator allocator;
  private final VectorSchemaRoot root;
  private List<RejectedRecord> rejects = new ArrayList<>();

  /** Rows since the front of the split, or since the position where it was opened. */
  private long read;

  private long hash;
  private @Nullable String key;
  private boolean started;
  private boolean ended;
  private boolean closed;

  JdbcSplitReader(
      Session session,
      RowStream source,
      Relation relation,
      Part part,
      @Nullable JsonNode after,
      String origin,
      Schema schema,
      BufferAllocator parent,
      Cancellation cancellation) {
    this.session = session;
    this.source = source;
    this.columns = relation.chosen();
    this.part = part;
    this.after = after;
    this.origin = origin;
    this.cancellation = cancellation;
    this.allocator = parent.newChildAllocator("jdbc " + origin, 0, MAX_ARROW_BYTES);
    this.root = VectorSchemaRoot.create(schema, allocator);
  }

  @Override
  public @Nullable SourceBatch next() {
    cancellation.check();
    if (!started) {
      started = true;
      readAgain();
    }
    rejects = new ArrayList<>();
    root.clear();
    for (FieldVector vector : root.getFieldVectors()) {
      vector.setInitialCapacity(FIRST_CAPACITY);
      vector.allocateNew();
    }
    int rows = 0;
    long bytes = 0;
    while (!ended
        && rows + rejects.size() < SourceBatch.TARGET_ROWS
        && bytes + SourceBatch.MAX_RECORD_BYTES <= SourceBatch.TARGET_BYTES) {
      if (!advance()) {
        break;
      }
      @Nullable Object[] texts = source.values();
      hash = RowStream.hash(hash, texts);
      @Nullable Object[] values = taken(texts);
      if (values == null) {
        bytes += RejectedRecord.MAX_ORIGINAL;
      } else {
        bytes += store(rows++, values);
      }
    }
    if (rows + rejects.size() == 0) {
      return null;
    }
    root.setRowCount(rows);
    return new SourceBatch(root, rejects, position(), bytes);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!ended) {
      session.abandon();
    }
    try (session;
        allocator;
        root) {
      root.clear();
    }
  }

  /** Reads up to the position and compares, where rows have no key to go on behind. */
  private void readAgain() {
    if (after == null || part.keyed()) {
      return;
    }
    long rows = after.path("rows").asLong();
    while (read < rows && advance()) {
      hash = RowStream.hash(hash, source.values());
    }
    if (read != rows || !after.path("digest").asText().equals(digest())) {
      throw Mistakes.changed(
          origin,
          "The first "
              + rows
              + " rows are not those that were read before; rows without a unique key are found"
              + " again by their number only.");
    }
  }

  private boolean advance() {
    if (read % CHECK_EVERY == 0) {
      cancellation.check();
    }
    ended = !source.next();
    if (ended) {
      return false;
    }
    read++;
    key = source.key();
    return true;
  }

  /** The row's values, or {@code null} where it was rejected. */
  private @Nullable Object @Nullable [] taken(@Nullable Object[] texts) {
    if (source.bytes() > SourceBatch.MAX_RECORD_BYTES) {
      rejectLong(texts, source.bytes());
      return null;
    }
    @Nullable Object[] values = new Object[texts.length];
    long size = 0;
    for (int i = 0; i < texts.length; i++) {
      try {
        values[i] =
            texts[i] instanceof String text ? Values.parse(columns.get(i).field(), text) : texts[i];
      } catch (BadValue e) {
        reject(
            ErrorClass.CONVERSION,
            "type",
            "%s: %s was expected, but the value is %s."
                .formatted(columns.get(i).name(), e.expected(), shown(texts[i])),
            texts);
        return null;
      }
      size += Values.size(values[i]);
    }
    if (size > SourceBatch.MAX_RECORD_BYTES) {
      rejectLong(texts, size);
      return null;
    }
    return values;
  }

  private long store(int row, @Nullable Object[] values) {
    long size = Long.BYTES;
    for (int i = 0; i < values.length; i++) {
      Vectors.set(root.getVector(i), row, values[i]);
      size += Values.size(values[i]);
    }
    BigIntVector places = (BigIntVector) root.getVector(values.length);
    Long place = place();
    if (place == null) {
      places.setNull(row);
    } else {
      places.setSafe(row, place);
    }
    return size;
  }

  /** The key; of an address, page * 65,536 + line pointer; else the row's number in the split. */
  private @Nullable Long place() {
    String text = key;
    if (part.mode() == Part.Mode.PAGES && text != null) {
      int comma = text.indexOf(',');
      long page = Long.parseLong(text.substring(1, comma));
      return (page << Short.SIZE) + Long.parseLong(text.substring(comma + 1, text.length() - 1));
    }
    if (part.column() == null) {
      return read;
    }
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null; // above the largest number of 64 bits with a sign
    }
  }

  private void rejectLong(@Nullable Object[] texts, long bytes) {
    reject(
        ErrorClass.TOO_LARGE,
        "record size",
        "The record has %d bytes, at most %d are taken."
            .formatted(bytes, SourceBatch.MAX_RECORD_BYTES),
        texts);
  }

  private void reject(
      ErrorClass errorClass, String rule, String message, @Nullable Object[] texts) {
    ObjectNode original = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < texts.length; i++) {
      original.put(columns.get(i).name(), texts[i] == null ? null : shown(texts[i]));
    }
    String place = key == null ? Columns.place(origin, read) : origin + ":" + key;
    rejects.add(
        new RejectedRecord(
            Stage.EXTRACT, errorClass, STEP, rule, message, place, original.toString()));
  }

  private static String shown(@Nullable Object text) {
    if (text instanceof byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, SHOWN_BYTES));
    }
    return String.valueOf(text);
  }

  private JsonNode position() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return part.keyed() ? json.put("key", key) : json.put("rows", read).put("digest", digest());
  }

  private String digest() {
    return HexFormat.of().toHexDigits(hash);
  }
}

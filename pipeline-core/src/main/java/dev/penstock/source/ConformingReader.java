package dev.penstock.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.JsonValues;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.SplitReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a split into the stream's columns. Columns of the same type are handed on as they are; a
 * value that does not fit its new type rejects its record.
 */
public final class ConformingReader implements SplitReader {
  /** More than enough for the converted columns of a batch and, where it has rejects, its copy. */
  private static final long MAX_ARROW_BYTES = 256L << 20;

  private final SplitReader reader;
  private final Schema schema;
  private final Schema source;
  private final String origin;
  private final List<ConformedColumn> columns;
  private @Nullable BufferAllocator allocator;
  private @Nullable VectorSchemaRoot kept;
  private boolean closed;

  /**
   * @param reader gives the columns of {@link SourcePlan.Stream#source()}
   * @param stream what it gives, and what is made of that
   * @param origin what the split is a part of, for the places of rejects
   */
  public ConformingReader(SplitReader reader, SourcePlan.Stream stream, String origin) {
    this.reader = reader;
    this.schema = stream.schema();
    this.source = stream.source();
    this.origin = origin;
    this.columns =
        schema.getFields().stream()
            .map(field -> new ConformedColumn(field, indexOf(field)))
            .toList();
  }

  @Override
  public @Nullable SourceBatch next() {
    SourceBatch batch = reader.next();
    if (batch == null) {
      return null;
    }
    VectorSchemaRoot rows = batch.rows();
    int count = rows.getRowCount();
    BufferAllocator memory = allocator(rows);
    Misfits misfits = new Misfits(count);
    List<FieldVector> vectors = new ArrayList<>();
    for (ConformedColumn column : columns) {
      vectors.add(column.convert(rows, memory, misfits));
    }
    VectorSchemaRoot all = new VectorSchemaRoot(schema, vectors, count);
    if (misfits.isEmpty()) {
      return new SourceBatch(all, batch.rejects(), batch.after(), batch.bytes());
    }
    List<RejectedRecord> rejects = new ArrayList<>(batch.rejects());
    BigIntVector places = (BigIntVector) rows.getVector(rows.getFieldVectors().size() - 1);
    for (Misfits.Misfit misfit : misfits.all()) {
      rejects.add(
          new RejectedRecord(
              Stage.EXTRACT,
              ErrorClass.CONVERSION,
              "source",
              "type of " + misfit.column(),
              misfit.message(),
              Columns.place(origin, places.get(misfit.row())),
              JsonValues.record(rows, misfit.row())));
    }
    return new SourceBatch(
        without(misfits, all, memory), List.copyOf(rejects), batch.after(), batch.bytes());
  }

  @Override
  public @Nullable JsonNode state() {
    return reader.state();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    columns.forEach(ConformedColumn::close);
    if (kept != null) {
      kept.close();
    }
    if (allocator != null) {
      allocator.close();
    }
    reader.close();
  }

  /** The rows that are not rejected, copied together. */
  private VectorSchemaRoot without(Misfits misfits, VectorSchemaRoot all, BufferAllocator memory) {
    if (kept == null) {
      kept = VectorSchemaRoot.create(schema, memory);
    }
    int count = all.getRowCount() - misfits.count();
    for (int i = 0; i < columns.size(); i++) {
      FieldVector from = all.getVector(i);
      FieldVector to = kept.getVector(i);
      to.clear();
      to.setInitialCapacity(count);
      to.allocateNew();
      int target = 0;
      for (int row = 0; row < all.getRowCount(); row++) {
        if (!misfits.has(row)) {
          to.copyFromSafe(row, target++, from);
        }
      }
      to.setValueCount(count);
    }
    kept.setRowCount(count);
    return kept;
  }

  private BufferAllocator allocator(VectorSchemaRoot rows) {
    if (allocator == null) {
      // Beside the reader's own memory, which is bounded for what the reader itself needs.
      allocator =
          rows.getFieldVectors()
              .getLast()
              .getAllocator()
              .getRoot()
              .newChildAllocator("conform " + origin, 0, MAX_ARROW_BYTES);
    }
    return allocator;
  }

  private int indexOf(Field field) {
    List<Field> fields = source.getFields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).getName().equals(field.getName())) {
        return i;
      }
    }
    return -1;
  }
}

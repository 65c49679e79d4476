package dev.penstock.connector.parquet;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.batch.JsonValues;
import dev.penstock.column.ColumnBuilder;
import dev.penstock.column.Values;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Copies the values of one column out of DuckDB's chunks. Not thread-safe. */
final class ParquetCell {
  /** The longest value that a reject shows. */
  private static final int SHOWN = 1_000;

  private final FieldVector to;
  private final int index;
  private final @Nullable ColumnBuilder uuids;

  /**
   * @param index of the column in the chunks, negative where the file has none
   */
  ParquetCell(FieldVector to, int index) {
    this.to = to;
    this.index = index;
    this.uuids = ExtensionTypes.isUuid(to.getField()) ? ColumnBuilder.of(to.getField()) : null;
  }

  /** Starts a batch. */
  void clear() {
    to.reset();
    if (uuids != null) {
      uuids.clear();
    }
  }

  long size(VectorSchemaRoot chunk, int row) {
    return index < 0 ? 1 : RowSizes.of(chunk.getVector(index), row);
  }

  void copy(VectorSchemaRoot chunk, int row, int target) {
    if (index < 0) {
      return;
    }
    FieldVector from = chunk.getVector(index);
    if (uuids == null) {
      to.copyFromSafe(row, target, from);
    } else if (from.isNull(row)) {
      uuids.setNull(target);
    } else {
      char[] text = Values.text(from, row).toCharArray();
      uuids.text(target, text, 0, text.length);
    }
  }

  /** Ends a batch. */
  void finish(int rows) {
    if (uuids != null) {
      uuids.copyTo(to, rows);
    } else {
      to.setValueCount(rows);
    }
  }

  /** Appends the value as JSON, unless it is long. */
  void describe(VectorSchemaRoot chunk, int row, StringBuilder text) {
    if (index < 0) {
      return;
    }
    FieldVector from = chunk.getVector(index);
    String value = RowSizes.of(from, row) > SHOWN ? "\"…\"" : JsonValues.value(from, row);
    text.append(text.isEmpty() ? "" : ",")
        .append('"')
        .append(to.getName().replace("\"", "\\\""))
        .append("\":")
        .append(value);
  }
}

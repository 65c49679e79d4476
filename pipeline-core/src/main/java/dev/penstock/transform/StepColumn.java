package dev.penstock.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** A column that grows by what a step answers, as {@link StepTypes} keeps it. Not thread-safe. */
final class StepColumn implements AutoCloseable {
  private final FieldVector vector;

  StepColumn(Field field, BufferAllocator allocator) {
    vector = field.createVector(allocator);
    vector.allocateNew();
  }

  /** Sets a row; rows that are never set are NULL. */
  void set(int row, @Nullable Object kept) {
    if (kept == null) {
      return;
    }
    switch (vector) {
      case BitVector v -> v.setSafe(row, kept.equals(true) ? 1 : 0);
      case IntVector v -> v.setSafe(row, ((Long) kept).intValue());
      case BigIntVector v -> v.setSafe(row, (Long) kept);
      case Float8Vector v -> v.setSafe(row, (Double) kept);
      case DecimalVector v -> v.setSafe(row, (BigDecimal) kept);
      case VarCharVector v -> v.setSafe(row, ((String) kept).getBytes(UTF_8));
      case VarBinaryVector v -> v.setSafe(row, (byte[]) kept);
      case DateDayVector v -> v.setSafe(row, ((Long) kept).intValue());
      case TimeMicroVector v -> v.setSafe(row, (Long) kept);
      case TimeStampMicroVector v -> v.setSafe(row, (Long) kept);
      case TimeStampMicroTZVector v -> v.setSafe(row, (Long) kept);
      case FixedSizeBinaryVector v -> v.setSafe(row, (byte[]) kept);
      default -> throw new IllegalStateException("no column of " + vector.getField());
    }
  }

  /** The column with so many rows, which the caller closes instead of this. */
  FieldVector finish(int rows) {
    while (vector.getValueCapacity() < rows) {
      vector.reAlloc();
    }
    vector.setValueCount(rows);
    return vector;
  }

  @Override
  public void close() {
    vector.close();
  }
}

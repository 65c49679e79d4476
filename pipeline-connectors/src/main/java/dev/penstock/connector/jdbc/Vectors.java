package dev.penstock.connector.jdbc;

import java.math.BigDecimal;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/** Puts the values that {@link Values} makes into Arrow vectors. */
final class Vectors {
  private Vectors() {}

  static void set(FieldVector vector, int row, @Nullable Object value) {
    if (value == null) {
      vector.setNull(row);
      return;
    }
    switch (vector) {
      case VarCharVector v -> v.setSafe(row, (byte[]) value);
      case BigIntVector v -> v.setSafe(row, (Long) value);
      case IntVector v -> v.setSafe(row, ((Long) value).intValue());
      case SmallIntVector v -> v.setSafe(row, ((Long) value).intValue());
      case TinyIntVector v -> v.setSafe(row, ((Long) value).intValue());
      case DecimalVector v -> v.setSafe(row, (BigDecimal) value);
      case Float8Vector v -> v.setSafe(row, (Double) value);
      case Float4Vector v -> v.setSafe(row, (Float) value);
      case BitVector v -> v.setSafe(row, (Boolean) value ? 1 : 0);
      case DateDayVector v -> v.setSafe(row, ((Long) value).intValue());
      case TimeMicroVector v -> v.setSafe(row, (Long) value);
      case TimeStampVector v -> v.setSafe(row, (Long) value);
      case VarBinaryVector v -> v.setSafe(row, (byte[]) value);
      case FixedSizeBinaryVector v -> v.setSafe(row, (byte[]) value);
      case ListVector v -> list(v, row, (List<?>) value);
      default -> throw new IllegalStateException("no column of a database is " + vector);
    }
  }

  private static void list(ListVector vector, int row, List<?> values) {
    int start = vector.startNewValue(row);
    FieldVector elements = vector.getDataVector();
    for (int i = 0; i < values.size(); i++) {
      set(elements, start + i, values.get(i));
    }
    vector.endValue(row, values.size());
  }
}

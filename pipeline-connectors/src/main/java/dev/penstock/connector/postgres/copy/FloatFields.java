package dev.penstock.connector.postgres.copy;

import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.FloatingPointVector;

/** IEEE 754 numbers, infinities and NaN among them. */
final class FloatFields {
  private FloatFields() {}

  static FieldEncoder single(Float4Vector vector) {
    return (row, out) -> {
      if (vector.isNull(row)) {
        out.putNull();
      } else {
        out.putInt(4);
        out.putInt(Float.floatToIntBits(vector.get(row)));
      }
    };
  }

  static FieldEncoder twice(FloatingPointVector vector) {
    return (row, out) -> {
      if (vector.isNull(row)) {
        out.putNull();
      } else {
        out.putInt(8);
        out.putLong(Double.doubleToLongBits(vector.getValueAsDouble(row)));
      }
    };
  }
}

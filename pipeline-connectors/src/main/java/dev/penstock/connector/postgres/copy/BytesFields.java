package dev.penstock.connector.postgres.copy;

import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;

/** Text, which must not contain NUL, and binary strings: the bytes as they are. */
final class BytesFields {
  private BytesFields() {}

  static FieldEncoder text(VarCharVector vector) {
    return (row, out) -> {
      if (vector.isNull(row)) {
        out.putNull();
        return;
      }
      int start = vector.getStartOffset(row);
      int length = vector.getEndOffset(row) - start;
      out.putInt(length);
      out.putBytes(vector.getDataBuffer(), start, length);
      refuseZero(out, length);
    };
  }

  static FieldEncoder text(LargeVarCharVector vector) {
    return (row, out) -> {
      if (vector.isNull(row)) {
        out.putNull();
        return;
      }
      long start = vector.getOffsetBuffer().getLong(8L * row);
      int length = Math.toIntExact(vector.getOffsetBuffer().getLong(8L * (row + 1)) - start);
      out.putInt(length);
      out.putBytes(vector.getDataBuffer(), start, length);
      refuseZero(out, length);
    };
  }

  static FieldEncoder binary(VarBinaryVector vector) {
    return (row, out) -> {
      if (vector.isNull(row)) {
        out.putNull();
        return;
      }
      int start = vector.getStartOffset(row);
      int length = vector.getEndOffset(row) - start;
      out.putInt(length);
      out.putBytes(vector.getDataBuffer(), start, length);
    };
  }

  static FieldEncoder fixed(FixedSizeBinaryVector vector) {
    int width = vector.getByteWidth();
    return (row, out) -> {
      if (vector.isNull(row)) {
        out.putNull();
        return;
      }
      out.putInt(width);
      out.putBytes(vector.getDataBuffer(), (long) row * width, width);
    };
  }

  private static void refuseZero(CopyBuffer out, int length) throws RefusedValue {
    if (out.lastHoldZero(length)) {
      throw new RefusedValue(
          "text holds no NUL character",
          "the text holds a NUL character (U+0000), which PostgreSQL cannot store");
    }
  }
}

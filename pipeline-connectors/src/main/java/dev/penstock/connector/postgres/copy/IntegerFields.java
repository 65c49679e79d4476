package dev.penstock.connector.postgres.copy;

import org.apache.arrow.vector.BaseIntVector;

/** Whole numbers of 16, 32 and 64 bits; a wider column than the vector's is filled exactly. */
final class IntegerFields {
  private IntegerFields() {}

  /** The values of a vector of any width. */
  record Values(BaseIntVector vector) {
    boolean isNull(int row) {
      return vector.isNull(row);
    }

    long get(int row) {
      return vector.getValueAsLong(row);
    }
  }

  static FieldEncoder small(Values values) {
    return (row, out) -> {
      if (values.isNull(row)) {
        out.putNull();
      } else {
        out.putInt(2);
        out.putShort((int) values.get(row));
      }
    };
  }

  static FieldEncoder medium(Values values) {
    return (row, out) -> {
      if (values.isNull(row)) {
        out.putNull();
      } else {
        out.putInt(4);
        out.putInt((int) values.get(row));
      }
    };
  }

  static FieldEncoder big(Values values) {
    return (row, out) -> {
      if (values.isNull(row)) {
        out.putNull();
      } else {
        out.putInt(8);
        out.putLong(values.get(row));
      }
    };
  }
}

package dev.penstock.connector.postgres.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.batch.JsonValues;
import dev.penstock.connector.postgres.copy.ColumnType.Base;
import org.apache.arrow.vector.FieldVector;

/** JSON documents; {@code jsonb} has the number of its version in front of the text. */
final class JsonFields {
  private static final int VERSION = 1;

  private JsonFields() {}

  /** Text that is a document. */
  static FieldEncoder text(FieldEncoder text, Base column) {
    if (column != Base.JSONB) {
      return text;
    }
    return (row, out) -> {
      int length = out.size();
      text.encode(row, out);
      out.versioned(length, VERSION);
    };
  }

  /** A nested value, as a document. */
  static FieldEncoder nested(FieldVector vector, Base column) {
    return (row, out) -> {
      if (vector.isNull(row)) {
        out.putNull();
        return;
      }
      byte[] text = JsonValues.value(vector, row).getBytes(UTF_8);
      boolean versioned = column == Base.JSONB;
      out.putInt(text.length + (versioned ? 1 : 0));
      if (versioned) {
        out.putByte(VERSION);
      }
      out.putBytes(text);
    };
  }
}

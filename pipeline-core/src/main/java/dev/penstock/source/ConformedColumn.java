package dev.penstock.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.column.ColumnBuilder;
import dev.penstock.column.ColumnTypes;
import dev.penstock.column.Values;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** One column of a stream, from what the source has for it. Not thread-safe. */
final class ConformedColumn {
  private static final int SHOWN = 80;

  private final Field field;
  private final int index;
  private final JsonText json = new JsonText();
  private @Nullable ColumnBuilder builder;
  private @Nullable FieldVector vector;
  private byte[] bytes = {};
  private char[] chars = {};

  /**
   * @param index of the column at the source, negative where it has none
   */
  ConformedColumn(Field field, int index) {
    this.field = field;
    this.index = index;
  }

  /** The column's values; valid until the next call and as long as the rows are. */
  FieldVector convert(VectorSchemaRoot rows, BufferAllocator memory, Misfits misfits) {
    if (index < 0) {
      return nulls(rows.getRowCount(), memory);
    }
    FieldVector from = rows.getVector(index);
    if (Types.same(from.getField(), field)) {
      return from;
    }
    if (builder == null) {
      builder = ColumnBuilder.of(field);
    }
    ColumnBuilder target = builder;
    target.clear();
    if (from instanceof VarCharVector texts && Family.of(from.getField()) == Family.TEXT) {
      convertTexts(texts, target, misfits, rows.getRowCount());
    } else {
      convertOthers(from, target, misfits, rows.getRowCount());
    }
    FieldVector to = vector(memory);
    target.copyTo(to, rows.getRowCount());
    return to;
  }

  void close() {
    if (vector != null) {
      vector.close();
    }
  }

  private FieldVector nulls(int count, BufferAllocator memory) {
    FieldVector to = vector(memory);
    to.clear();
    to.setInitialCapacity(count);
    to.allocateNew();
    to.setValueCount(count);
    return to;
  }

  private FieldVector vector(BufferAllocator memory) {
    if (vector == null) {
      vector = field.createVector(memory);
    }
    return vector;
  }

  /** The way that nearly all values of files go: no object is made of an ASCII text. */
  private void convertTexts(VarCharVector texts, ColumnBuilder to, Misfits misfits, int count) {
    boolean isJson = Family.of(field) == Family.JSON;
    int total = count == 0 ? 0 : texts.getEndOffset(count - 1);
    if (bytes.length < total) {
      bytes = new byte[total];
      chars = new char[total];
    }
    texts.getDataBuffer().getBytes(0, bytes, 0, total);
    for (int row = 0; row < count; row++) {
      if (texts.isNull(row) || misfits.has(row)) {
        to.setNull(row);
        continue;
      }
      int start = texts.getStartOffset(row);
      int length = texts.getEndOffset(row) - start;
      boolean fits =
          isJson
              ? json.sound(bytes, start, length) && to.json(row, bytes, start, length)
              : to.text(row, chars, 0, decode(start, length));
      if (!fits) {
        to.setNull(row);
        misfits.add(
            row, field.getName(), message("`" + new String(bytes, start, length, UTF_8) + "`"));
      }
    }
  }

  private int decode(int start, int length) {
    int all = 0;
    for (int i = 0; i < length; i++) {
      byte b = bytes[start + i];
      all |= b;
      chars[i] = (char) b;
    }
    if (all >= 0) {
      return length;
    }
    String text = new String(bytes, start, length, UTF_8);
    text.getChars(0, text.length(), chars, 0);
    return text.length();
  }

  private void convertOthers(FieldVector from, ColumnBuilder to, Misfits misfits, int count) {
    Family family = Family.of(from.getField());
    boolean isJson = Family.of(field) == Family.JSON;
    boolean isNested = Family.of(field) == Family.NESTED;
    for (int row = 0; row < count; row++) {
      if (from.isNull(row) || misfits.has(row)) {
        to.setNull(row);
        continue;
      }
      String text = Values.text(from, row);
      boolean fits;
      boolean document = family == Family.NESTED || family == Family.JSON;
      if ((isJson && family == Family.NESTED) || (isNested && document)) {
        byte[] utf8 = text.getBytes(UTF_8);
        fits = to.json(row, utf8, 0, utf8.length);
      } else if (isJson && family == Family.BOOLEAN) {
        fits = to.bool(row, text.equals("true"));
      } else if (isJson) {
        fits = Character.isLetter(text.charAt(text.length() - 1)) ? false : number(to, row, text);
      } else {
        fits = to.text(row, text.toCharArray(), 0, text.length());
      }
      if (!fits) {
        to.setNull(row);
        misfits.add(row, field.getName(), message("`" + text + "`"));
      }
    }
  }

  private static boolean number(ColumnBuilder to, int row, String text) {
    return to.number(row, text.toCharArray(), 0, text.length());
  }

  private String message(String value) {
    String shown = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…`";
    return "The column `%s` holds %s; %s was expected."
        .formatted(field.getName(), shown, ColumnTypes.expected(field));
  }
}

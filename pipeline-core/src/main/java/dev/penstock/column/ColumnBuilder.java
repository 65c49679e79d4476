package dev.penstock.column;

import dev.penstock.batch.ExtensionTypes;
import java.util.Arrays;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A column that grows row by row in Java arrays of Arrow's own layout and is then copied out whole,
 * which is several times cheaper than setting the values of a vector one by one. Rows are set in
 * order, each by one of the methods below; the last one may be set again. A method answers {@code
 * false} where the value does not fit the column's type without a loss; the row must then be set
 * again before the next. Reused for batch after batch; not thread-safe.
 */
public abstract class ColumnBuilder {
  private byte[] validity = new byte[64];

  ColumnBuilder() {}

  /** Whether there is a builder for columns of this type, nested ones apart. */
  public static boolean builds(Field field) {
    return switch (field.getType()) {
      case ArrowType.Bool type -> true;
      case ArrowType.Int type -> type.getIsSigned();
      case ArrowType.FloatingPoint type -> true;
      case ArrowType.Decimal type -> type.getBitWidth() == 128;
      case ArrowType.Utf8 type -> true;
      case ArrowType.Binary type -> true;
      case ArrowType.Date type -> type.equals(ColumnTypes.DATE);
      case ArrowType.Time type -> type.equals(ColumnTypes.TIME);
      case ArrowType.Timestamp type ->
          type.equals(ColumnTypes.TIMESTAMP) || type.equals(ColumnTypes.INSTANT);
      default -> ExtensionTypes.isUuid(field);
    };
  }

  /**
   * A builder without rows. Lists, structs and maps are read from JSON as {@link
   * dev.penstock.batch.JsonValues} writes it.
   *
   * @throws IllegalArgumentException where it does not {@linkplain #builds build} such columns
   */
  public static ColumnBuilder of(Field field) {
    if (NestedColumn.nests(field)) {
      return new NestedColumn(field);
    }
    if (!builds(field)) {
      throw new IllegalArgumentException("no column of " + ColumnTypes.word(field));
    }
    return switch (field.getType()) {
      case ArrowType.Bool type -> new BooleanColumn();
      case ArrowType.Int type -> new IntegerColumn(type.getBitWidth());
      case ArrowType.FloatingPoint type -> new FloatColumn(type.getPrecision());
      case ArrowType.Decimal type -> new DecimalColumn(type.getPrecision(), type.getScale());
      case ArrowType.Utf8 type -> new TextColumn(ExtensionTypes.isJson(field));
      case ArrowType.Binary type -> new BinaryColumn();
      case ArrowType.Date type -> new TimeColumn(Integer.BYTES, TimeText::date);
      case ArrowType.Time type -> new TimeColumn(Long.BYTES, TimeText::time);
      case ArrowType.Timestamp type ->
          new TimeColumn(
              Long.BYTES, type.getTimezone() == null ? TimeText::timestamp : TimeText::instant);
      default -> new UuidColumn();
    };
  }

  /** Bytes that a row takes at least. */
  public abstract int width();

  /** Forgets all rows. */
  public abstract void clear();

  /** Sets the row to NULL. */
  public abstract void setNull(int row);

  /** Sets the row to a text, or to what the text says. */
  public abstract boolean text(int row, char[] chars, int from, int count);

  /** Sets the row to a number, given as JSON writes it. */
  public abstract boolean number(int row, char[] chars, int from, int count);

  /** Sets the row to a truth value. */
  public abstract boolean bool(int row, boolean value);

  /** Sets the row to a JSON value, given as sound JSON in UTF-8. */
  public abstract boolean json(int row, byte[] utf8, int from, int count);

  /** Replaces the vector's content with the first {@code rows} rows. */
  public abstract void copyTo(FieldVector vector, int rows);

  final void valid(int row, boolean valid) {
    if ((row >> 3) >= validity.length) {
      validity = Arrays.copyOf(validity, validity.length * 2);
    }
    int bits = (row & 7) == 0 ? 0 : validity[row >> 3];
    int bit = 1 << (row & 7);
    validity[row >> 3] = (byte) (valid ? bits | bit : bits & ~bit);
  }

  final void copyValidity(FieldVector vector, int rows) {
    vector.getValidityBuffer().setBytes(0, validity, 0, (rows + 7L) / 8);
  }
}

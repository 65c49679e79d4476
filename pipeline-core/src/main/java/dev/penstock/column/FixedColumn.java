package dev.penstock.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;

/** A column whose values have the same number of bytes. Blanks around a text do not count. */
abstract class FixedColumn extends ColumnBuilder {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final int width;
  private byte[] data;

  FixedColumn(int width) {
    this.width = width;
    this.data = new byte[64 * width];
  }

  @Override
  public final int width() {
    return width;
  }

  @Override
  public final void clear() {}

  @Override
  public final void setNull(int row) {
    put(row, 0, 0);
    valid(row, false);
  }

  @Override
  public final boolean text(int row, char[] chars, int from, int count) {
    int start = from;
    int end = from + count;
    while (start < end && chars[start] <= ' ') {
      start++;
    }
    while (end > start && chars[end - 1] <= ' ') {
      end--;
    }
    return parse(row, chars, start, end - start);
  }

  @Override
  public boolean number(int row, char[] chars, int from, int count) {
    return false;
  }

  @Override
  public boolean bool(int row, boolean value) {
    return false;
  }

  @Override
  public final boolean json(int row, byte[] utf8, int from, int count) {
    return false;
  }

  /** Sets the row to what the text says. */
  abstract boolean parse(int row, char[] chars, int from, int count);

  final void set(int row, long value) {
    put(row, value, value >> 63);
    valid(row, true);
  }

  /** Sets a value of 128 bits. */
  final void set(int row, long low, long high) {
    put(row, low, high);
    valid(row, true);
  }

  private void put(int row, long low, long high) {
    int at = row * width;
    if (at + width > data.length) {
      data = Arrays.copyOf(data, data.length * 2);
    }
    switch (width) {
      case Byte.BYTES -> data[at] = (byte) low;
      case Short.BYTES -> SHORTS.set(data, at, (short) low);
      case Integer.BYTES -> INTS.set(data, at, (int) low);
      case Long.BYTES -> LONGS.set(data, at, low);
      default -> {
        LONGS.set(data, at, low);
        LONGS.set(data, at + Long.BYTES, high);
      }
    }
  }

  @Override
  public void copyTo(FieldVector vector, int rows) {
    ((BaseFixedWidthVector) vector).allocateNew(rows);
    copyData(vector, data, rows);
    copyValidity(vector, rows);
    vector.setValueCount(rows);
  }

  void copyData(FieldVector vector, byte[] bytes, int rows) {
    vector.getDataBuffer().setBytes(0, bytes, 0, (long) rows * width);
  }
}

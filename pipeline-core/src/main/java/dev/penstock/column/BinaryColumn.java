package dev.penstock.column;

import java.util.Arrays;
import java.util.Base64;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;

/** Bytes, which JSON writes in Base64. */
final class BinaryColumn extends ColumnBuilder {
  private static final byte[] NONE = {};

  private byte[][] values = new byte[64][];

  @Override
  public int width() {
    return Integer.BYTES;
  }

  @Override
  public void clear() {
    Arrays.fill(values, NONE);
  }

  @Override
  public void setNull(int row) {
    set(row, NONE, false);
  }

  @Override
  public boolean text(int row, char[] chars, int from, int count) {
    try {
      set(row, Base64.getDecoder().decode(new String(chars, from, count)), true);
      return true;
    } catch (IllegalArgumentException e) {
      set(row, NONE, false);
      return false;
    }
  }

  @Override
  public boolean number(int row, char[] chars, int from, int count) {
    return refuse(row);
  }

  @Override
  public boolean bool(int row, boolean value) {
    return refuse(row);
  }

  @Override
  public boolean json(int row, byte[] utf8, int from, int count) {
    return refuse(row);
  }

  @Override
  public void copyTo(FieldVector vector, int rows) {
    VarBinaryVector binary = (VarBinaryVector) vector;
    long length = 0;
    for (int row = 0; row < rows; row++) {
      length += values[row].length;
    }
    binary.allocateNew(Math.max(length, 1), rows);
    for (int row = 0; row < rows; row++) {
      binary.set(row, values[row]);
    }
    copyValidity(binary, rows);
    binary.setValueCount(rows);
  }

  private boolean refuse(int row) {
    set(row, NONE, false);
    return false;
  }

  private void set(int row, byte[] value, boolean valid) {
    if (row >= values.length) {
      values = Arrays.copyOf(values, values.length * 2);
    }
    values[row] = value;
    valid(row, valid);
  }
}

package dev.penstock.column;

import java.util.Locale;
import org.apache.arrow.vector.FieldVector;

/** Truth values; texts may say true, t, yes, y or 1, or the opposite, in any case. */
final class BooleanColumn extends FixedColumn {
  private static final int LONGEST = 5;

  BooleanColumn() {
    super(Byte.BYTES);
  }

  @Override
  public boolean bool(int row, boolean value) {
    set(row, value ? 1 : 0);
    return true;
  }

  @Override
  boolean parse(int row, char[] chars, int from, int count) {
    if (count > LONGEST) {
      return false;
    }
    return switch (new String(chars, from, count).toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes", "y", "1" -> bool(row, true);
      case "false", "f", "no", "n", "0" -> bool(row, false);
      default -> false;
    };
  }

  @Override
  void copyData(FieldVector vector, byte[] bytes, int rows) {
    byte[] bits = new byte[(rows + 7) / 8];
    for (int row = 0; row < rows; row++) {
      bits[row >> 3] |= (byte) (bytes[row] << (row & 7));
    }
    vector.getDataBuffer().setBytes(0, bits);
  }
}

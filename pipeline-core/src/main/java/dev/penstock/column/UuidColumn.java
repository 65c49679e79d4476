package dev.penstock.column;

/** UUIDs, as RFC 9562 writes them. */
final class UuidColumn extends FixedColumn {
  private static final int BYTES = 16;
  private static final int LENGTH = 36;

  UuidColumn() {
    super(BYTES);
  }

  @Override
  boolean parse(int row, char[] chars, int from, int count) {
    if (count != LENGTH) {
      return false;
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < LENGTH; i++) {
      char c = chars[from + i];
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (c != '-') {
          return false;
        }
        continue;
      }
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return false;
      }
      high = high << 4 | low >>> 60;
      low = low << 4 | digit;
    }
    // Arrow keeps the bytes in the order of the text.
    set(row, Long.reverseBytes(high), Long.reverseBytes(low));
    return true;
  }
}

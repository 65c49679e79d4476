package dev.penstock.column;

import java.math.BigInteger;

/** Exact numbers; digits behind the scale must be zeros. */
final class DecimalColumn extends FixedColumn {
  private static final int BYTES = 16;

  private final NumberText numbers = new NumberText();
  private final int precision;
  private final int scale;

  DecimalColumn(int precision, int scale) {
    super(BYTES);
    this.precision = precision;
    this.scale = scale;
  }

  @Override
  public boolean number(int row, char[] chars, int from, int count) {
    if (!numbers.parse(chars, from, count) || !numbers.toDecimal(precision, scale)) {
      return false;
    }
    BigInteger big = numbers.big;
    if (big == null) {
      set(row, numbers.whole);
    } else {
      set(row, big.longValue(), big.shiftRight(Long.SIZE).longValue());
    }
    return true;
  }

  @Override
  boolean parse(int row, char[] chars, int from, int count) {
    return number(row, chars, from, count);
  }
}

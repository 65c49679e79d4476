package dev.penstock.column;

/** Whole numbers; {@code 12.0} is one, {@code 12.5} is none. */
final class IntegerColumn extends FixedColumn {
  private final NumberText numbers = new NumberText();
  private final int unused;

  IntegerColumn(int bits) {
    super(bits / Byte.SIZE);
    this.unused = Long.SIZE - bits;
  }

  @Override
  public boolean number(int row, char[] chars, int from, int count) {
    if (!numbers.parse(chars, from, count) || !numbers.toLong()) {
      return false;
    }
    long value = numbers.whole;
    set(row, value);
    return value << unused >> unused == value;
  }

  @Override
  boolean parse(int row, char[] chars, int from, int count) {
    return number(row, chars, from, count);
  }
}

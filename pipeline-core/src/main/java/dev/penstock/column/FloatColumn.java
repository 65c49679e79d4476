package dev.penstock.column;

import java.util.Locale;
import org.apache.arrow.vector.types.FloatingPointPrecision;

/** Floating point numbers: the nearest to what was written. */
final class FloatColumn extends FixedColumn {
  private static final int LONGEST_WORD = 9;

  private final NumberText numbers = new NumberText();
  private final boolean single;

  FloatColumn(FloatingPointPrecision precision) {
    super(precision == FloatingPointPrecision.SINGLE ? Float.BYTES : Double.BYTES);
    this.single = precision == FloatingPointPrecision.SINGLE;
  }

  @Override
  public boolean number(int row, char[] chars, int from, int count) {
    return numbers.parse(chars, from, count) && numbers.toDouble() && put(row, numbers.fraction);
  }

  @Override
  boolean parse(int row, char[] chars, int from, int count) {
    if (number(row, chars, from, count)) {
      return true;
    }
    if (count > LONGEST_WORD) {
      return false;
    }
    return switch (new String(chars, from, count).toLowerCase(Locale.ROOT)) {
      case "nan" -> bits(row, Double.NaN);
      case "infinity", "inf", "+infinity", "+inf" -> bits(row, Double.POSITIVE_INFINITY);
      case "-infinity", "-inf" -> bits(row, Double.NEGATIVE_INFINITY);
      default -> false;
    };
  }

  private boolean put(int row, double value) {
    return (!single || Float.isFinite((float) value)) && bits(row, value);
  }

  private boolean bits(int row, double value) {
    set(row, single ? Float.floatToIntBits((float) value) : Double.doubleToLongBits(value));
    return true;
  }
}

package dev.penstock.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers from text, exactly: digits with an optional sign, point and exponent. Up to 18
 * digits are read without making an object. Reused for number after number; not thread-safe.
 */
final class NumberText {
  /** Longer texts are no numbers that any column holds; it bounds the work of exact arithmetic. */
  private static final int MAX_CHARS = 1_000;

  private static final int MAX_EXPONENT = 400;
  private static final int EXACT_DIGITS = 18;
  private static final long EXACT_DOUBLE = 1L << 53;
  private static final long[] POWERS = new long[EXACT_DIGITS + 1];
  private static final double[] DOUBLE_POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
    DOUBLE_POWERS[0] = 1;
    for (int i = 1; i < DOUBLE_POWERS.length; i++) {
      DOUBLE_POWERS[i] = DOUBLE_POWERS[i - 1] * 10;
    }
  }

  /** The result of {@link #toLong} and, if {@link #big} is null, of {@link #toDecimal}. */
  long whole;

  /** The unscaled result of {@link #toDecimal} where it needs more than 64 bits. */
  @Nullable BigInteger big;

  /** The result of {@link #toDouble}. */
  double fraction;

  private char[] chars = {};
  private int from;
  private int count;
  private boolean negative;
  private boolean exact;
  private long digits;
  private int exponent;

  /** Takes a text; answers whether it is a number. */
  boolean parse(char[] text, int start, int length) {
    chars = text;
    from = start;
    count = length;
    int end = start + length;
    int i = start;
    negative = i < end && text[i] == '-';
    if (i < end && (text[i] == '-' || text[i] == '+')) {
      i++;
    }
    digits = 0;
    exponent = 0;
    exact = true;
    int first = i;
    i = digits(i, end);
    int seen = i - first;
    if (i < end && text[i] == '.') {
      int point = ++i;
      i = digits(i, end);
      exponent = point - i;
      seen += i - point;
    }
    if (seen == 0 || length > MAX_CHARS) {
      return false;
    }
    return i == end || exponent(i, end);
  }

  /** Whether the number is whole and has 64 bits. */
  boolean toLong() {
    if (!exact) {
      BigDecimal number = decimal();
      if (number.signum() != 0 && number.precision() - (long) number.scale() > 19) {
        return false;
      }
      try {
        whole = number.longValueExact();
        return true;
      } catch (ArithmeticException e) {
        return false;
      }
    }
    return scaled(exponent);
  }

  /** Whether the number is a decimal of so many digits, {@code scale} of them behind the point. */
  boolean toDecimal(int precision, int scale) {
    big = null;
    if (exact && scaled(exponent + scale)) {
      return precision > EXACT_DIGITS || Math.abs(whole) < POWERS[precision];
    }
    try {
      BigDecimal number = decimal().setScale(scale, RoundingMode.UNNECESSARY);
      big = number.unscaledValue();
      return number.precision() <= precision;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** Whether there is a finite double near it; the nearest is the result. */
  boolean toDouble() {
    if (exact && digits <= EXACT_DOUBLE && Math.abs(exponent) < DOUBLE_POWERS.length) {
      double value =
          exponent < 0 ? digits / DOUBLE_POWERS[-exponent] : digits * DOUBLE_POWERS[exponent];
      fraction = negative ? -value : value;
      return true;
    }
    fraction = Double.parseDouble(new String(chars, from, count));
    return Double.isFinite(fraction);
  }

  private BigDecimal decimal() {
    return new BigDecimal(chars, from, count);
  }

  private int digits(int start, int end) {
    int i = start;
    for (; i < end; i++) {
      int digit = chars[i] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      if (digits >= POWERS[EXACT_DIGITS - 1]) {
        exact = false;
      }
      digits = exact ? digits * 10 + digit : digits;
    }
    return i;
  }

  private boolean exponent(int start, int end) {
    int i = start;
    if (chars[i] != 'e' && chars[i] != 'E') {
      return false;
    }
    i++;
    boolean minus = i < end && chars[i] == '-';
    if (i < end && (chars[i] == '-' || chars[i] == '+')) {
      i++;
    }
    int value = 0;
    if (i == end) {
      return false;
    }
    for (; i < end; i++) {
      int digit = chars[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = Math.min(value * 10 + digit, MAX_EXPONENT + 1);
    }
    exponent += minus ? -value : value;
    return value <= MAX_EXPONENT;
  }

  /** Whether the digits times a power of ten are whole and have 64 bits. */
  private boolean scaled(int power) {
    if (digits == 0) {
      whole = 0;
      return true;
    }
    if (Math.abs(power) > EXACT_DIGITS) {
      return false;
    }
    long value;
    if (power >= 0) {
      if (digits > Long.MAX_VALUE / POWERS[power]) {
        return false;
      }
      value = digits * POWERS[power];
    } else {
      if (digits % POWERS[-power] != 0) {
        return false;
      }
      value = digits / POWERS[-power];
    }
    whole = negative ? -value : value;
    return true;
  }
}

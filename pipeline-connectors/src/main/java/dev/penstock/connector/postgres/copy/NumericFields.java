package dev.penstock.connector.postgres.copy;

import java.math.BigInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.DecimalVector;

/**
 * Exact numbers as numeric: four digits to a 16-bit word ("NBASE"), most significant first, with
 * the weight of the first word, the sign and the number of digits to show behind the point.
 */
final class NumericFields implements FieldEncoder {
  private static final int BASE = 10_000;
  private static final int NEGATIVE = 0x4000;
  private static final int[] POWER = {1, 10, 100, 1000};
  private static final BigInteger CHUNK = BigInteger.valueOf(10_000_000_000_000_000L);
  private static final int CHUNK_WORDS = 4;

  private final DecimalVector vector;
  private final int scale;
  // 39 digits of a 128-bit number make at most 11 words; a chunk may add leading zeros.
  private final int[] words = new int[24];

  NumericFields(DecimalVector vector) {
    this.vector = vector;
    this.scale = vector.getScale();
  }

  @Override
  public void encode(int row, CopyBuffer out) {
    if (vector.isNull(row)) {
      out.putNull();
      return;
    }
    ArrowBuf data = vector.getDataBuffer();
    long low = data.getLong(16L * row);
    long high = data.getLong(16L * row + 8);
    if (high == low >> 63 && low != Long.MIN_VALUE) {
      write(Math.abs(low), low < 0, scale, words, out);
    } else {
      BigInteger value =
          BigInteger.valueOf(high)
              .shiftLeft(64)
              .or(
                  BigInteger.valueOf(low)
                      .and(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE)));
      write(value, scale, words, out);
    }
  }

  /** Encoder for whole numbers that go into a numeric column. */
  static FieldEncoder whole(IntegerFields.Values values) {
    int[] words = new int[24];
    return (row, out) -> {
      if (values.isNull(row)) {
        out.putNull();
        return;
      }
      long value = values.get(row);
      if (value == Long.MIN_VALUE) {
        write(BigInteger.valueOf(value), 0, words, out);
      } else {
        write(Math.abs(value), value < 0, 0, words, out);
      }
    };
  }

  private static void write(long rest, boolean negative, int scale, int[] words, CopyBuffer out) {
    int count = 0;
    long left = rest;
    int odd = scale % 4;
    if (odd != 0) {
      words[count++] = (int) (left % POWER[odd]) * POWER[4 - odd];
      left /= POWER[odd];
    }
    while (left != 0) {
      words[count++] = (int) (left % BASE);
      left /= BASE;
    }
    put(words, count, negative, scale, out);
  }

  private static void write(BigInteger value, int scale, int[] words, CopyBuffer out) {
    int count = 0;
    BigInteger left = value.abs();
    int odd = scale % 4;
    if (odd != 0) {
      BigInteger[] parts = left.divideAndRemainder(BigInteger.valueOf(POWER[odd]));
      words[count++] = parts[1].intValue() * POWER[4 - odd];
      left = parts[0];
    }
    while (left.signum() != 0) {
      BigInteger[] parts = left.divideAndRemainder(CHUNK);
      long chunk = parts[1].longValue();
      for (int i = 0; i < CHUNK_WORDS; i++) {
        words[count++] = (int) (chunk % BASE);
        chunk /= BASE;
      }
      left = parts[0];
    }
    put(words, count, value.signum() < 0, scale, out);
  }

  /** {@code words} has the least significant word first. */
  private static void put(int[] words, int count, boolean negative, int scale, CopyBuffer out) {
    int fraction = (scale + 3) / 4;
    int top = count;
    while (top > 0 && words[top - 1] == 0) {
      top--;
    }
    int bottom = 0;
    while (bottom < top && words[bottom] == 0) {
      bottom++;
    }
    int digits = top - bottom;
    out.putInt(8 + 2 * digits);
    out.putShort(digits);
    out.putShort(digits == 0 ? 0 : top - 1 - fraction);
    out.putShort(negative && digits > 0 ? NEGATIVE : 0);
    out.putShort(scale);
    for (int i = top - 1; i >= bottom; i--) {
      out.putShort(words[i]);
    }
  }
}

package dev.penstock.connector.postgres.copy;

import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.types.TimeUnit;

/**
 * Dates as days and timestamps as microseconds since 2000-01-01. The largest and the two smallest
 * numbers stand for the infinities: PostgreSQL uses the very smallest, DuckDB the one above it.
 */
final class TimeFields {
  private static final int DAYS = 10_957;
  private static final long MICROS_OF_A_DAY = 86_400_000_000L;
  private static final long MICROS = DAYS * MICROS_OF_A_DAY;

  private TimeFields() {}

  static FieldEncoder days(DateDayVector vector) {
    return (row, out) -> {
      if (vector.isNull(row)) {
        out.putNull();
        return;
      }
      int days = vector.get(row);
      out.putInt(4);
      if (days == Integer.MAX_VALUE) {
        out.putInt(days);
      } else if (days <= -Integer.MAX_VALUE) {
        out.putInt(Integer.MIN_VALUE);
      } else {
        out.putInt(Math.toIntExact(inRange((long) days - DAYS, Integer.MIN_VALUE, "date")));
      }
    };
  }

  /** Microseconds since midnight; the end of the day is a time of its own. */
  static FieldEncoder timeOfDay(TimeMicroVector vector) {
    return (row, out) -> {
      if (vector.isNull(row)) {
        out.putNull();
        return;
      }
      long micros = vector.get(row);
      if (micros < 0 || micros > MICROS_OF_A_DAY) {
        throw outOfRange("time");
      }
      out.putInt(8);
      out.putLong(micros);
    };
  }

  static FieldEncoder micros(TimeStampVector vector, TimeUnit unit) {
    return (row, out) -> {
      if (vector.isNull(row)) {
        out.putNull();
        return;
      }
      long value = vector.get(row);
      out.putInt(8);
      if (value == Long.MAX_VALUE) {
        out.putLong(value);
      } else if (value <= -Long.MAX_VALUE) {
        out.putLong(Long.MIN_VALUE);
      } else {
        out.putLong(sincePostgresEpoch(value, unit));
      }
    };
  }

  static long sincePostgresEpoch(long value, TimeUnit unit) throws RefusedValue {
    try {
      long micros =
          switch (unit) {
            case SECOND -> Math.multiplyExact(value, 1_000_000L);
            case MILLISECOND -> Math.multiplyExact(value, 1_000L);
            case MICROSECOND -> value;
            case NANOSECOND -> Math.floorDiv(value, 1_000L);
          };
      return inRange(Math.subtractExact(micros, MICROS), Long.MIN_VALUE, "timestamp");
    } catch (ArithmeticException e) {
      throw outOfRange("timestamp");
    }
  }

  private static long inRange(long value, long infinity, String type) throws RefusedValue {
    if (value <= infinity) {
      throw outOfRange(type);
    }
    return value;
  }

  private static RefusedValue outOfRange(String type) {
    return new RefusedValue(
        type + " in range", "the " + type + " is too early or too late for PostgreSQL");
  }
}

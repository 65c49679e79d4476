package dev.penstock.connector.jdbc;

import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** The Arrow types that columns of databases become. */
final class Types {
  static final ArrowType BOOL = ArrowType.Bool.INSTANCE;
  static final ArrowType INT8 = new ArrowType.Int(8, true);
  static final ArrowType INT16 = new ArrowType.Int(16, true);
  static final ArrowType INT32 = new ArrowType.Int(32, true);
  static final ArrowType INT64 = new ArrowType.Int(64, true);
  static final ArrowType FLOAT = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
  static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  static final ArrowType BINARY = ArrowType.Binary.INSTANCE;
  static final ArrowType DATE = new ArrowType.Date(DateUnit.DAY);
  static final ArrowType TIME = new ArrowType.Time(TimeUnit.MICROSECOND, 64);
  static final ArrowType TIMESTAMP = new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
  static final ArrowType INSTANT = new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");

  private static final int MAX_PRECISION = 38;

  private Types() {}

  /** An exact number, or text where Arrow's decimals cannot hold all of its values. */
  static ArrowType decimal(int precision, int scale) {
    boolean fits = precision >= 1 && precision <= MAX_PRECISION && scale >= 0 && scale <= precision;
    return fits ? new ArrowType.Decimal(precision, scale, 128) : TEXT;
  }
}

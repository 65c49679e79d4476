package dev.penstock.source;

import dev.penstock.batch.ExtensionTypes;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Types that are alike, whatever their size. */
enum Family {
  BOOLEAN,
  INTEGER,
  FLOAT,
  DECIMAL,
  TEXT,
  JSON,
  DATE,
  TIME,
  TIMESTAMP,
  INSTANT,
  UUID,
  BINARY,
  NESTED,
  OTHER;

  static Family of(Field field) {
    return switch (field.getType()) {
      case ArrowType.Bool type -> BOOLEAN;
      case ArrowType.Int type -> type.getIsSigned() ? INTEGER : OTHER;
      case ArrowType.FloatingPoint type -> FLOAT;
      case ArrowType.Decimal type -> DECIMAL;
      case ArrowType.Utf8 type -> ExtensionTypes.isJson(field) ? JSON : TEXT;
      case ArrowType.Date type -> DATE;
      case ArrowType.Time type -> TIME;
      case ArrowType.Timestamp type -> type.getTimezone() == null ? TIMESTAMP : INSTANT;
      case ArrowType.FixedSizeBinary type -> ExtensionTypes.isUuid(field) ? UUID : BINARY;
      case ArrowType.Binary type -> BINARY;
      case ArrowType.List type -> NESTED;
      case ArrowType.Struct type -> NESTED;
      case ArrowType.Map type -> NESTED;
      default -> OTHER;
    };
  }

  boolean number() {
    return this == INTEGER || this == FLOAT || this == DECIMAL;
  }

  /** Whether a value has one part only and says what it is as text. */
  boolean scalar() {
    return switch (this) {
      case BOOLEAN, INTEGER, FLOAT, DECIMAL, TEXT, DATE, TIME, TIMESTAMP, INSTANT, UUID -> true;
      case JSON, BINARY, NESTED, OTHER -> false;
    };
  }
}

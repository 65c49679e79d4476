package dev.penstock.connector.postgres.copy;

import org.jspecify.annotations.Nullable;

/**
 * The type of a table's column.
 *
 * @param base what decides the binary form; {@link Base#OTHER} for types that cannot be written
 * @param sql the type as SQL names it, with its modifiers
 * @param scale digits behind the point of a numeric; {@link #ANY_SCALE} where it takes any number
 * @param array whether it is an array of such values
 */
public record ColumnType(Base base, String sql, int scale, boolean array) {
  /** The scale of a numeric without modifiers, and of everything that is not numeric. */
  public static final int ANY_SCALE = Integer.MAX_VALUE;

  private static final int HEADER = 4;

  /** Types by binary form, under the names of the system catalogue. */
  public enum Base {
    BOOL(16),
    INT2(21),
    INT4(23),
    INT8(20),
    FLOAT4(700),
    FLOAT8(701),
    NUMERIC(1700),
    TEXT(25),
    VARCHAR(1043),
    BPCHAR(1042),
    DATE(1082),
    TIME(1083),
    TIMESTAMP(1114),
    TIMESTAMPTZ(1184),
    BYTEA(17),
    UUID(2950),
    JSON(114),
    JSONB(3802),
    OTHER(0);

    private final int oid;

    Base(int oid) {
      this.oid = oid;
    }

    /** The type's number in every PostgreSQL. */
    int oid() {
      return oid;
    }

    static Base of(String catalogName) {
      for (Base base : values()) {
        if (base.name().equalsIgnoreCase(catalogName)) {
          return base;
        }
      }
      return OTHER;
    }
  }

  /**
   * Reads a column of {@code pg_attribute}.
   *
   * @param catalogName {@code typname}, or null where the type is not one of {@code pg_catalog}
   * @param modifier {@code atttypmod}; for numeric, precision and an 11-bit signed scale
   * @param sql {@code format_type}
   */
  public static ColumnType ofCatalog(@Nullable String catalogName, int modifier, String sql) {
    // The type of an array has the name of its elements' type behind a bar.
    boolean array = catalogName != null && catalogName.startsWith("_");
    Base base =
        catalogName == null ? Base.OTHER : Base.of(array ? catalogName.substring(1) : catalogName);
    boolean bounded = base == Base.NUMERIC && modifier >= HEADER;
    int scale = bounded ? ((modifier - HEADER) & 0x7ff ^ 0x400) - 0x400 : ANY_SCALE;
    return new ColumnType(base, sql, scale, array);
  }

  static ColumnType of(Base base, String sql) {
    return new ColumnType(base, sql, ANY_SCALE, false);
  }

  /** The type that keeps a value letter for letter: a document with its blanks and its order. */
  public ColumnType raw() {
    return base == Base.JSONB ? of(Base.JSON, "json") : this;
  }

  ColumnType arrayOf() {
    return new ColumnType(base, sql + "[]", scale, true);
  }

  ColumnType element() {
    return new ColumnType(base, sql, scale, false);
  }
}

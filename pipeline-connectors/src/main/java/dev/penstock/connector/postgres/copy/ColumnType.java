package dev.penstock.connector.postgres.copy;

import org.jspecify.annotations.Nullable;

/**
 * The type of a table's column.
 *
 * @param base what decides the binary form; {@link Base#OTHER} for types that cannot be written
 * @param sql the type as SQL names it, with its modifiers
 * @param scale digits behind the point of a numeric; {@link #ANY_SCALE} where it takes any number
 */
public record ColumnType(Base base, String sql, int scale) {
  /** The scale of a numeric without modifiers, and of everything that is not numeric. */
  public static final int ANY_SCALE = Integer.MAX_VALUE;

  private static final int HEADER = 4;

  /** Types by binary form, under the names of the system catalogue. */
  public enum Base {
    BOOL,
    INT2,
    INT4,
    INT8,
    FLOAT4,
    FLOAT8,
    NUMERIC,
    TEXT,
    VARCHAR,
    BPCHAR,
    DATE,
    TIMESTAMP,
    TIMESTAMPTZ,
    BYTEA,
    OTHER;

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
    Base base = catalogName == null ? Base.OTHER : Base.of(catalogName);
    boolean bounded = base == Base.NUMERIC && modifier >= HEADER;
    int scale = bounded ? ((modifier - HEADER) & 0x7ff ^ 0x400) - 0x400 : ANY_SCALE;
    return new ColumnType(base, sql, scale);
  }

  static ColumnType of(Base base, String sql) {
    return new ColumnType(base, sql, ANY_SCALE);
  }
}

package dev.penstock.connector.postgres.copy;

import dev.penstock.connector.postgres.copy.ColumnType.Base;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Which type holds the values of two types, each as it is: whole numbers with more bytes, numerics
 * with more digits, {@code double precision} for {@code real}, and arrays of these. Stateless.
 */
public final class WiderType {
  /** What Arrow's decimals have room for; sums have as many, so they say nothing of their size. */
  private static final int MOST_DIGITS = 38;

  /** What a numeric with a size may have, in PostgreSQL. */
  private static final int MAX_PRECISION = 1_000;

  private static final Pattern SIZE = Pattern.compile("\\((\\d+),(-?\\d+)\\)");
  private static final Map<Base, Integer> WHOLE_DIGITS =
      Map.of(Base.INT2, 5, Base.INT4, 10, Base.INT8, 19);

  private WiderType() {}

  /** Digits in front of the point, and behind it. */
  private record Digits(int whole, int scale) {}

  /**
   * The type that a column must have to take an output's values: its own where they fit; empty
   * where no type holds both.
   */
  public static Optional<ColumnType> taking(Field field, ColumnType column) {
    Optional<ColumnType> brought = Encoders.natural(field);
    boolean fits = Encoders.fits(field, column);
    if (brought.isEmpty() || (fits && !sized(brought.get(), column))) {
      return fits ? Optional.of(column) : Optional.empty();
    }
    Optional<ColumnType> wider =
        of(column, brought.get()).filter(type -> Encoders.fits(field, type));
    return wider.isEmpty() && fits ? Optional.of(column) : wider;
  }

  /** The narrowest type that holds the values of both; {@code column} itself where that does. */
  public static Optional<ColumnType> of(ColumnType column, ColumnType brought) {
    if (column.equals(brought)) {
      return Optional.of(column);
    }
    if (column.array() || brought.array()) {
      return column.array() && brought.array()
          ? of(element(column), element(brought)).map(ColumnType::arrayOf)
          : Optional.empty();
    }
    Base one = column.base();
    Base other = brought.base();
    if (WHOLE_DIGITS.containsKey(one) && WHOLE_DIGITS.containsKey(other)
        || isFloat(one) && isFloat(other)) {
      return Optional.of(one.compareTo(other) >= 0 ? column : brought);
    }
    return isNumber(one) && isNumber(other) ? numeric(column, brought) : Optional.empty();
  }

  private static Optional<ColumnType> numeric(ColumnType column, ColumnType brought) {
    Optional<Digits> one = digits(column);
    Optional<Digits> other = digits(brought);
    if (one.isEmpty() || other.isEmpty()) {
      return Optional.of(new ColumnType(Base.NUMERIC, "numeric", ColumnType.ANY_SCALE, false));
    }
    int scale = Math.max(0, Math.max(one.get().scale(), other.get().scale()));
    int precision = Math.max(one.get().whole(), other.get().whole()) + scale;
    return precision > MAX_PRECISION
        ? Optional.empty()
        : Optional.of(
            new ColumnType(Base.NUMERIC, "numeric(" + precision + "," + scale + ")", scale, false));
  }

  /** Whether a decimal says how many digits it has, of a numeric that says so too. */
  private static boolean sized(ColumnType brought, ColumnType column) {
    if (brought.array() && column.array()) {
      return sized(element(brought), element(column));
    }
    return brought.base() == Base.NUMERIC
        && column.base() == Base.NUMERIC
        && digits(brought).map(d -> d.whole() + d.scale() < MOST_DIGITS).orElse(false);
  }

  /** Empty for a numeric that takes any. */
  private static Optional<Digits> digits(ColumnType type) {
    Integer whole = WHOLE_DIGITS.get(type.base());
    if (whole != null) {
      return Optional.of(new Digits(whole, 0));
    }
    Matcher size = SIZE.matcher(type.sql());
    if (!size.find()) {
      return Optional.empty();
    }
    int scale = Integer.parseInt(size.group(2));
    return Optional.of(new Digits(Math.max(0, Integer.parseInt(size.group(1)) - scale), scale));
  }

  private static boolean isNumber(Base base) {
    return base == Base.NUMERIC || WHOLE_DIGITS.containsKey(base);
  }

  private static boolean isFloat(Base base) {
    return base == Base.FLOAT4 || base == Base.FLOAT8;
  }

  /** With the element's own name, so that it is equal to the type of a column. */
  private static ColumnType element(ColumnType array) {
    String sql = array.sql();
    String name = sql.endsWith("[]") ? sql.substring(0, sql.length() - 2) : sql;
    return new ColumnType(array.base(), name, array.scale(), false);
  }
}

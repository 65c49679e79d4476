package dev.penstock.definition;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A value as SQL that is one literal of its type, whatever stands in it: between single quotes, the
 * quotes in it doubled, as the SQL standard, DuckDB and PostgreSQL have it.
 */
final class SqlLiteral {
  private SqlLiteral() {}

  /**
   * The literal.
   *
   * @param value as {@link ParameterValues} keeps it
   * @return empty where the value cannot be told safely to every such database
   */
  static Optional<String> of(ParameterType type, String value, Places.Kind where) {
    return switch (type) {
      case TEXT -> text(value, where);
      case INTEGER -> Optional.of("(" + value + ")");
      case DECIMAL -> Optional.of(decimal(new BigDecimal(value)));
      case BOOLEAN -> Optional.of(value.equals("true") ? "TRUE" : "FALSE");
      case DATE -> Optional.of("CAST(" + quoted(value) + " AS DATE)");
      case TIMESTAMP -> Optional.of(timestamp(value, where));
    };
  }

  private static Optional<String> text(String value, Places.Kind where) {
    return switch (where) {
      case STEP_SQL -> Optional.of(quoted(value));
      // Models stand for `{ref:…}` wherever they find it, also in a literal.
      case DESTINATION_SQL ->
          Optional.of(
              value.contains("{")
                  ? "(" + quoted(value).replace("{", "' || CHR(123) || '") + ")"
                  : quoted(value));
      // MariaDB and MySQL take a backslash for an escape, others do not.
      case SOURCE_SQL -> Optional.of(value).filter(v -> !v.contains("\\")).map(SqlLiteral::quoted);
      case TEXT, CONNECTION -> throw new IllegalStateException("no SQL: " + where);
    };
  }

  /** With its own digits: DECIMAL alone means something else in each database. */
  private static String decimal(BigDecimal value) {
    int scale = Math.max(value.scale(), 0);
    int precision = Math.max(value.precision() - value.scale() + scale, scale);
    return "CAST('%s' AS DECIMAL(%d,%d))"
        .formatted(value.toPlainString(), Math.max(precision, 1), scale);
  }

  /** A moment; databases that only have times without zone get it in UTC, as their sessions are. */
  private static String timestamp(String value, Places.Kind where) {
    String plain = value.replace('T', ' ').replace("Z", "");
    return where == Places.Kind.SOURCE_SQL
        ? "TIMESTAMP " + quoted(plain)
        : "CAST(" + quoted(plain + "+00:00") + " AS TIMESTAMP WITH TIME ZONE)";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}

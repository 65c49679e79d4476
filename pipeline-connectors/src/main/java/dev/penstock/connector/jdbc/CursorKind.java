package dev.penstock.connector.jdbc;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** The kinds of columns that can tell what is new. */
enum CursorKind {
  NUMBER,
  DATE,
  TIMESTAMP,
  INSTANT,
  TEXT;

  private static final Pattern DIGITS = Pattern.compile("-?\\d{1,1000}(\\.\\d{1,1000})?");
  private static final Set<String> TEXTS =
      Set.of("TEXT", "VARCHAR", "BPCHAR", "CHAR", "TINYTEXT", "MEDIUMTEXT", "LONGTEXT");

  /**
   * The kind of a column.
   *
   * @throws dev.penstock.error.PermanentException where it cannot be a cursor
   */
  static CursorKind of(SqlColumn column) {
    String type = column.type().toUpperCase(Locale.ROOT);
    if (type.equals("NUMERIC") || type.equals("DECIMAL")) {
      return NUMBER;
    }
    return switch (column.field().getType()) {
      case ArrowType.Int _, ArrowType.Decimal _ -> NUMBER;
      case ArrowType.Date _ -> DATE;
      case ArrowType.Timestamp time -> time.getTimezone() == null ? TIMESTAMP : INSTANT;
      case ArrowType.Utf8 _ when TEXTS.contains(type) -> TEXT;
      default ->
          throw Mistakes.option(
              "cursor.column",
              "A number, date, timestamp or text was expected, but "
                  + column.name()
                  + " is of type "
                  + column.type()
                  + ", whose values do not grow in a certain order.");
    };
  }

  /** Whether a text is a value of the kind that is neither infinite nor undefined. */
  boolean holds(String text) {
    try {
      return switch (this) {
        case NUMBER -> DIGITS.matcher(text).matches();
        case DATE -> Temporals.date(text) <= Integer.MAX_VALUE;
        case TIMESTAMP, INSTANT -> {
          Temporals.timestamp(text.length() == 10 ? text + " 00:00:00" : text);
          yield true;
        }
        case TEXT -> true;
      };
    } catch (BadValue e) {
      return false;
    }
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

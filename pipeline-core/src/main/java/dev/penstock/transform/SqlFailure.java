package dev.penstock.transform;

import java.io.Serial;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DuckDB's refusal of a statement, told apart and without internals. */
final class SqlFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What can be done about it. */
  enum Kind {
    /** Some record's value is at fault; the others may be fine. */
    DATA,
    TIMEOUT,
    MEMORY,
    /** The statement itself is at fault. */
    INVALID
  }

  private static final Pattern PREFIX = Pattern.compile("^([A-Za-z /_-]{1,40}?) Error: ");
  private static final Set<String> OF_DATA =
      Set.of(
          "Conversion",
          "Out of Range",
          "Invalid Input",
          "Mismatch Type",
          "Decimal",
          "Divide by Zero");

  private final Kind kind;

  SqlFailure(SQLException cause) {
    super(clean(cause), cause);
    this.kind = kind(cause);
  }

  private SqlFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** No time is left to begin a statement. */
  static SqlFailure timeout() {
    return new SqlFailure(Kind.TIMEOUT, "out of time");
  }

  Kind kind() {
    return kind;
  }

  /** The message, never null. */
  String text() {
    return String.valueOf(getMessage());
  }

  /** The message where a value is at fault. */
  String dataError() throws SqlFailure {
    if (kind != Kind.DATA) {
      throw this;
    }
    return text();
  }

  private static Kind kind(SQLException e) {
    String prefix = prefix(e);
    if (e instanceof SQLTimeoutException || prefix.equals("INTERRUPT")) {
      return Kind.TIMEOUT;
    }
    if (prefix.equals("Out of Memory")) {
      return Kind.MEMORY;
    }
    return OF_DATA.contains(prefix) ? Kind.DATA : Kind.INVALID;
  }

  private static String prefix(SQLException e) {
    Matcher matcher = PREFIX.matcher(String.valueOf(e.getMessage()));
    return matcher.find() ? matcher.group(1) : "";
  }

  /** The first paragraph on one line; what follows repeats our SQL or lists settings. */
  private static String clean(SQLException e) {
    String text = PREFIX.matcher(String.valueOf(e.getMessage())).replaceFirst("");
    int end = text.indexOf("\n\n");
    int line = text.indexOf("\nLINE ");
    if (line >= 0 && (end < 0 || line < end)) {
      end = line;
    }
    return (end < 0 ? text : text.substring(0, end)).strip().replaceAll("\\s*\\n\\s*", " ");
  }
}

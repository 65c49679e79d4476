package dev.penstock.definition;

import java.util.Optional;
import java.util.function.Function;

/**
 * Finds {@code $name} in SQL, outside of quotes, comments and dollar-quoted text, and puts literals
 * in their places. It knows the words of SQL as PostgreSQL's and DuckDB's scanners do; what those
 * and others would read differently next to a parameter is refused.
 */
final class SqlParameters {
  private final String sql;
  private final boolean anyDatabase;
  private final Function<String, String> literal;
  private final StringBuilder out = new StringBuilder();
  private boolean found;
  private Optional<String> odd = Optional.empty();
  private int at;

  private SqlParameters(String sql, boolean anyDatabase, Function<String, String> literal) {
    this.sql = sql;
    this.anyDatabase = anyDatabase;
    this.literal = literal;
  }

  /**
   * The SQL with its parameters filled in.
   *
   * @param odd why parameters cannot safely stand in this SQL; empty where they can or none do
   */
  record Filled(String sql, Optional<String> odd) {}

  /**
   * Fills the parameters in.
   *
   * @param anyDatabase whether it is not known which database will read it
   * @param literal the literal of a name; called once for each place
   */
  static Filled fill(String sql, boolean anyDatabase, Function<String, String> literal) {
    if (sql.indexOf('$') < 0) {
      return new Filled(sql, Optional.empty());
    }
    SqlParameters scan = new SqlParameters(sql, anyDatabase, literal);
    scan.run();
    return new Filled(scan.out.toString(), scan.found ? scan.odd : Optional.empty());
  }

  private void run() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == '\'' || c == '"') {
        keep(quoted(c, c == '\'' && escapes()));
      } else if (sql.startsWith("--", at)) {
        keep(line());
      } else if (sql.startsWith("/*", at)) {
        keep(comment());
      } else if (identifier(c) && c != '$') {
        keep(word(at));
      } else if (c == '$') {
        dollar();
      } else {
        odd(c);
        keep(at + 1);
      }
    }
  }

  /** What databases that are not like PostgreSQL may take for the start of something else. */
  private void odd(char c) {
    if (anyDatabase && (c == '`' || c == '#' || c == '\\')) {
      odd = Optional.of("`" + c + "`");
    }
  }

  private void keep(int end) {
    out.append(sql, at, end);
    at = end;
  }

  private void dollar() {
    int end = at + 1;
    while (end < sql.length() && identifier(sql.charAt(end)) && sql.charAt(end) != '$') {
      end++;
    }
    boolean number = end > at + 1 && Character.isDigit(sql.charAt(at + 1));
    if (!number && end < sql.length() && sql.charAt(end) == '$') {
      if (anyDatabase) {
        odd = Optional.of("text between `$` and `$`");
      }
      String tag = sql.substring(at, end + 1);
      int close = sql.indexOf(tag, end + 1);
      keep(close < 0 ? sql.length() : close + tag.length());
    } else if (number || end == at + 1) {
      keep(end);
    } else {
      found = true;
      out.append(literal.apply(sql.substring(at + 1, end)));
      at = end;
    }
  }

  /** Behind the end of a word; a dollar sign in it is a part of it. */
  private int word(int start) {
    int end = start;
    while (end < sql.length() && identifier(sql.charAt(end))) {
      if (Character.isWhitespace(sql.charAt(end)) || Character.isSpaceChar(sql.charAt(end))) {
        odd = Optional.of("a space that is none of the keyboard's");
      }
      end++;
    }
    return end;
  }

  /** Whether the quote at hand opens {@code E'…'}, where a backslash escapes. */
  private boolean escapes() {
    boolean e = at > 0 && (sql.charAt(at - 1) == 'e' || sql.charAt(at - 1) == 'E');
    return e && (at < 2 || !identifier(sql.charAt(at - 2)));
  }

  private int quoted(char quote, boolean escapes) {
    int end = at + 1;
    while (end < sql.length()) {
      char c = sql.charAt(end);
      odd(c == '\\' ? c : ' ');
      if (escapes && c == '\\') {
        end += 2;
      } else if (c != quote) {
        end++;
      } else if (end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
        end += 2;
      } else {
        return end + 1;
      }
    }
    return sql.length();
  }

  private int line() {
    int end = at;
    while (end < sql.length() && sql.charAt(end) != '\n' && sql.charAt(end) != '\r') {
      end++;
    }
    // MariaDB and MySQL want white space behind the dashes.
    if (anyDatabase && at + 2 < sql.length() && !Character.isWhitespace(sql.charAt(at + 2))) {
      odd = Optional.of("`--` without a space behind it");
    }
    return end;
  }

  private int comment() {
    int end = sql.indexOf("*/", at + 2);
    String inside = sql.substring(at + 2, end < 0 ? sql.length() : end);
    if (inside.contains("/*")) {
      odd = Optional.of("a comment in a comment");
    }
    if (anyDatabase && inside.startsWith("!")) {
      odd = Optional.of("`/*!`");
    }
    return end < 0 ? sql.length() : end + 2;
  }

  private static boolean identifier(char c) {
    return c == '_'
        || c == '$'
        || c >= 0x80
        || (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z');
  }
}

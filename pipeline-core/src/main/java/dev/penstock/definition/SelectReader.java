package dev.penstock.definition;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads SQL of authors that is one query of the destination. */
final class SelectReader {
  private static final Pattern QUERY =
      Pattern.compile("(?:select|with)\\b", Pattern.CASE_INSENSITIVE);

  /** Wider than the form that counts, to catch slips such as {@code { ref: name }}. */
  private static final Pattern REFERENCE =
      Pattern.compile("\\{\\s*ref\\s*:([^{}]*)}", Pattern.CASE_INSENSITIVE);

  private SelectReader() {}

  /**
   * The query, which starts with SELECT or WITH.
   *
   * @param of whose SQL it is, for messages: {@code a model}
   */
  static String read(Reading reading, Spot spot, String of) {
    String sql = reading.query(spot, "a text with one PostgreSQL SELECT");
    if (!sql.isEmpty() && !QUERY.matcher(sql.substring(start(sql))).lookingAt()) {
      spot.problem(
          "not-a-query",
          "The SQL of " + of + " is one query; expected it to start with SELECT or WITH.",
          "");
    }
    return sql;
  }

  /** The names in {@code {ref:name}}; what only looks like one is reported. */
  static Set<String> references(String sql, String path, Problems problems) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> reported = new HashSet<>();
    Matcher matcher = REFERENCE.matcher(sql);
    while (matcher.find()) {
      String name = matcher.group(1);
      if (matcher.group().equals("{ref:" + name.strip() + "}")) {
        names.add(name);
      } else if (reported.add(matcher.group())) {
        problems.add(
            "bad-ref",
            path,
            "`" + Paths.shown(matcher.group()) + "` is not a reference.",
            "Write it without spaces and in lower case: `{ref:"
                + Paths.shown(name.strip())
                + "}`.");
      }
    }
    return names;
  }

  /** Where the query starts, behind white space, comments and opening brackets. */
  private static int start(String sql) {
    int at = 0;
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at)) || sql.charAt(at) == '(') {
        at++;
      } else if (sql.startsWith("--", at)) {
        at = behind(sql, "\n", at);
      } else if (sql.startsWith("/*", at)) {
        at = behind(sql, "*/", at + 2);
      } else {
        return at;
      }
    }
    return at;
  }

  private static int behind(String sql, String end, int from) {
    int found = sql.indexOf(end, from);
    return found < 0 ? sql.length() : found + end.length();
  }
}

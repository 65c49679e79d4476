package dev.penstock.connector.duckdb;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of DuckDB's types go into which, by the names that DuckDB gives them. */
final class Types {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");

  /** How many decimal digits a whole number may have. */
  private static final Map<String, Integer> DIGITS =
      Map.of(
          "TINYINT",
          3,
          "SMALLINT",
          5,
          "INTEGER",
          10,
          "BIGINT",
          19,
          "UTINYINT",
          3,
          "USMALLINT",
          5,
          "UINTEGER",
          10,
          "UBIGINT",
          20);

  private static final List<String> SIGNED =
      List.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT");

  /** The smallest signed type that holds all of an unsigned one. */
  private static final Map<String, String> SIGNED_OF =
      Map.of(
          "UTINYINT",
          "SMALLINT",
          "USMALLINT",
          "INTEGER",
          "UINTEGER",
          "BIGINT",
          "UBIGINT",
          "HUGEINT");

  /** Whole numbers that a floating point number holds exactly. */
  private static final Map<String, List<String>> EXACT =
      Map.of(
          "FLOAT", List.of("TINYINT", "SMALLINT", "UTINYINT", "USMALLINT"),
          "DOUBLE",
              List.of(
                  "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER", "FLOAT"));

  private static final String TIMESTAMP = "TIMESTAMP";

  private Types() {}

  /** Whether every value of the one is a value of the other, so that a column may be widened. */
  static boolean widens(String from, String to) {
    if (from.equals(to)) {
      return true;
    }
    if (from.endsWith("[]") && to.endsWith("[]")) {
      return widens(element(from), element(to));
    }
    if (SIGNED.contains(from) && SIGNED.contains(to)) {
      return SIGNED.indexOf(from) <= SIGNED.indexOf(to);
    }
    if (SIGNED_OF.containsKey(from) && SIGNED.contains(to)) {
      return widens(SIGNED_OF.getOrDefault(from, ""), to);
    }
    if (EXACT.getOrDefault(to, List.of()).contains(from)) {
      return true;
    }
    Matcher wide = DECIMAL.matcher(to);
    if (wide.matches()) {
      int whole = Integer.parseInt(wide.group(1)) - Integer.parseInt(wide.group(2));
      Matcher narrow = DECIMAL.matcher(from);
      return narrow.matches()
          ? scale(narrow) <= scale(wide)
              && Integer.parseInt(narrow.group(1)) - scale(narrow) <= whole
          : DIGITS.getOrDefault(from, Integer.MAX_VALUE) <= whole;
    }
    return switch (to) {
      case "VARCHAR" -> from.equals("JSON") || from.equals("UUID");
      case TIMESTAMP -> from.equals("DATE") || from.equals("TIMESTAMP_S") || ms(from);
      case "TIMESTAMP_MS" -> from.equals("TIMESTAMP_S");
      default -> false;
    };
  }

  private static boolean ms(String type) {
    return type.equals("TIMESTAMP_MS");
  }

  /**
   * Whether a column of the one type can be written to one of the other without a value becoming
   * another; some may be refused.
   */
  static boolean fits(String from, String to) {
    if (widens(from, to)) {
      return true;
    }
    if (from.endsWith("[]") && to.endsWith("[]")) {
      return fits(element(from), element(to));
    }
    Matcher decimal = DECIMAL.matcher(to);
    if (decimal.matches()) {
      Matcher narrow = DECIMAL.matcher(from);
      return narrow.matches() ? scale(narrow) <= scale(decimal) : DIGITS.containsKey(from);
    }
    return to.startsWith("ENUM(") && from.equals("VARCHAR");
  }

  private static int scale(Matcher decimal) {
    return Integer.parseInt(decimal.group(2));
  }

  private static String element(String list) {
    return list.substring(0, list.length() - 2);
  }
}

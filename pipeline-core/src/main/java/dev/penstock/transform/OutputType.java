package dev.penstock.transform;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings every SQL type to one that travels: numbers, text, date, time, timestamp, boolean, bytes,
 * UUID, JSON, and lists of these but JSON. Structs, maps and lists of lists become JSON.
 */
final class OutputType {
  private static final Set<String> AS_THEY_ARE =
      Set.of(
          "VARCHAR",
          "BLOB",
          "BOOLEAN",
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "FLOAT",
          "DOUBLE",
          "DATE",
          "TIME",
          "UUID",
          "TIMESTAMP",
          "TIMESTAMP WITH TIME ZONE");
  private static final Map<String, String> WIDENED =
      Map.of(
          "UTINYINT", "SMALLINT",
          "USMALLINT", "INTEGER",
          "UINTEGER", "BIGINT",
          "UBIGINT", "DECIMAL(20,0)",
          "HUGEINT", "DECIMAL(38,0)",
          "UHUGEINT", "DECIMAL(38,0)",
          "TIMESTAMP_S", "TIMESTAMP",
          "TIMESTAMP_MS", "TIMESTAMP",
          "TIMESTAMP_NS", "TIMESTAMP",
          "TIME_NS", "TIME");

  private static final Pattern LIST = Pattern.compile("(.*)\\[(\\d*)]", Pattern.DOTALL);

  private OutputType() {}

  /** SQL that gives the column's value in a type that travels. */
  static String convert(Column column, String value) {
    String type = column.type();
    if (type.equals("JSON")) {
      return value;
    }
    Matcher list = LIST.matcher(type);
    boolean isList = list.matches();
    if (isNested(isList ? list.group(1) : type)) {
      return "to_json(" + value + ")";
    }
    // A list of a fixed size becomes one of any size.
    String to = isList ? element(list.group(1)) + "[]" : element(type);
    return to.equals(type) ? value : "CAST(" + value + " AS " + to + ")";
  }

  private static boolean isNested(String type) {
    return type.endsWith("]")
        || type.equals("JSON")
        || type.startsWith("STRUCT")
        || type.startsWith("MAP");
  }

  private static String element(String type) {
    if (AS_THEY_ARE.contains(type) || type.matches("DECIMAL\\(\\d+,\\d+\\)")) {
      return type;
    }
    return WIDENED.getOrDefault(type, "VARCHAR");
  }
}

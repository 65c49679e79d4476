package dev.penstock.transform;

import java.util.Map;
import java.util.Set;

/** Brings every SQL type to one that travels: numbers, text, date, timestamp, boolean, bytes. */
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
          "TIMESTAMP_NS", "TIMESTAMP");

  private OutputType() {}

  /** SQL that gives the column's value in a type that travels. */
  static String convert(Column column, String value) {
    String type = column.type();
    if (AS_THEY_ARE.contains(type) || type.matches("DECIMAL\\(\\d+,\\d+\\)")) {
      return value;
    }
    String wider = WIDENED.get(type);
    if (wider != null) {
      return "CAST(" + value + " AS " + wider + ")";
    }
    boolean nested = type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP");
    return "CAST(" + (nested ? "to_json(" + value + ")" : value) + " AS VARCHAR)";
  }
}

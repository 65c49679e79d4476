package dev.penstock.connector.duckdb;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of SQL text. */
final class Sql {
  private Sql() {}

  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  static String quoted(Collection<String> identifiers) {
    return identifiers.stream().map(Sql::quoted).collect(Collectors.joining(", "));
  }

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** {@code s."a" = t."a" AND …}. */
  static String same(List<String> columns) {
    return columns.stream()
        .map(Sql::quoted)
        .map(column -> "s." + column + " = t." + column)
        .collect(Collectors.joining(" AND "));
  }

  static String anyNull(List<String> columns) {
    return columns.stream()
        .map(column -> quoted(column) + " IS NULL")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  static boolean among(String name, Collection<String> names) {
    return names.stream().anyMatch(name::equalsIgnoreCase);
  }
}

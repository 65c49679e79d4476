package dev.penstock.connector.duckdb;

import dev.penstock.connector.LoadTarget;

/**
 * How rows lie in a table. DuckDB has no partitions; it passes over parts of a table by the least
 * and greatest values in them, so rows that belong together are written one behind the other.
 */
final class Layouts {
  private Layouts() {}

  /**
   * The end of a query that writes rows; empty where their order does not matter.
   *
   * @param prefix in front of the column, for example {@code s.}
   */
  static String order(LoadTarget target, String prefix) {
    return target
        .layout()
        .partition()
        .map(partition -> " ORDER BY " + prefix + Sql.quoted(partition.by()))
        .orElse("");
  }
}

package dev.penstock.connector.duckdb;

import dev.penstock.connector.LoadBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * How batches of one output go into their staging table. Immutable.
 *
 * @param schema of the batches that it was made for
 * @param checks what each row must keep
 */
record StagingTable(
    String relation, Schema schema, List<Planned> columns, List<Table.Check> checks) {
  /** The batch's rows, once registered. */
  static final String ROWS = "_penstock_rows";

  StagingTable {
    columns = List.copyOf(columns);
    checks = List.copyOf(checks);
  }

  /**
   * A column of the batch and the column that it goes to.
   *
   * @param required whether it must not be NULL
   */
  record Planned(Incoming column, String type, boolean required) {
    /** In a definition of a table. */
    String sql() {
      return Sql.quoted(column.name()) + " " + type + (required ? " NOT NULL" : "");
    }

    /** The value that is stored; a document is looked at, as DuckDB takes any text for JSON. */
    String stored(LoadBatch batch, Instant now, String cast) {
      String value = column.value(batch, now);
      if (type.equals("JSON")) {
        return cast + "(CAST(" + value + " AS VARCHAR) AS JSON)";
      }
      return type.equals(column.type()) ? value : cast + "(" + value + " AS " + type + ")";
    }
  }

  /** Makes it. */
  static String create(String relation, List<Planned> columns, List<Table.Check> checks) {
    List<String> parts = new ArrayList<>(columns.stream().map(Planned::sql).toList());
    checks.forEach(check -> parts.add("CHECK (" + check.expression() + ")"));
    return "CREATE TABLE " + StagingName.quoted(relation) + " (" + String.join(", ", parts) + ")";
  }

  /**
   * Puts the registered rows into it.
   *
   * @param from the least row that goes in
   * @param to the first behind them
   * @param without rows between them that do not
   */
  String insert(LoadBatch batch, Instant now, int from, int to, Collection<Integer> without) {
    String names = Sql.quoted(columns.stream().map(p -> p.column().name()).toList());
    String values =
        columns.stream().map(p -> p.stored(batch, now, "CAST")).collect(Collectors.joining(", "));
    String row = Sql.quoted(Incoming.ROW);
    String rows = from > 0 || to < batch.rows().getRowCount() ? row + " >= " + from : "true";
    if (!rows.equals("true")) {
      rows += " AND " + row + " < " + to;
    }
    if (!without.isEmpty()) {
      rows +=
          " AND "
              + row
              + " NOT IN ("
              + without.stream().map(String::valueOf).collect(Collectors.joining(", "))
              + ")";
    }
    return "INSERT INTO "
        + StagingName.quoted(relation)
        + " ("
        + names
        + ") SELECT "
        + values
        + " FROM "
        + numbered()
        + " WHERE "
        + rows;
  }

  /** The registered rows with their numbers. */
  static String numbered() {
    return "(SELECT *, row_number() OVER () - 1 AS "
        + Sql.quoted(Incoming.ROW)
        + " FROM "
        + ROWS
        + ")";
  }
}

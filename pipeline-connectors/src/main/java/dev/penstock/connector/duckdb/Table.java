package dev.penstock.connector.duckdb;

import dev.penstock.definition.TableName;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table or view as DuckDB knows it. Names are found whatever their case, as in DuckDB.
 *
 * @param checks its CHECK constraints
 */
record Table(boolean view, List<Column> columns, List<Check> checks) {
  /**
   * A column.
   *
   * @param filled whether it has a default
   * @param generated whether nothing can be written to it
   */
  record Column(String name, String type, boolean nullable, boolean filled, boolean generated) {
    /** Whether rows may come without it. */
    boolean optional() {
      return nullable || filled || generated;
    }
  }

  /**
   * A CHECK constraint.
   *
   * @param expression what must not be false
   */
  record Check(String expression, List<String> columns) {}

  static Optional<Table> find(Session session, TableName name) throws SQLException {
    return find(session, name.schema(), name.table());
  }

  static Optional<Table> staged(Session session, String relation) throws SQLException {
    return find(session, Books.STAGING_SCHEMA, relation);
  }

  private static Optional<Table> find(Session session, String schema, String table)
      throws SQLException {
    Optional<String> kind =
        session.first(
            """
            SELECT table_type FROM information_schema.tables
            WHERE table_catalog = current_database()
              AND lower(table_schema) = lower(?) AND lower(table_name) = lower(?)
            """,
            row -> row.getString(1),
            schema,
            table);
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> types =
        session.columns("SELECT * FROM " + Sql.quoted(schema) + "." + Sql.quoted(table));
    List<Column> columns =
        session.query(
            """
            SELECT column_name, is_nullable = 'YES', column_default IS NOT NULL,
              is_generated = 'ALWAYS'
            FROM information_schema.columns
            WHERE table_catalog = current_database()
              AND lower(table_schema) = lower(?) AND lower(table_name) = lower(?)
            ORDER BY ordinal_position
            """,
            row ->
                new Column(
                    row.getString(1),
                    types.getOrDefault(row.getString(1), ""),
                    row.getBoolean(2),
                    row.getBoolean(3),
                    row.getBoolean(4)),
            schema,
            table);
    List<Check> checks =
        session.query(
            """
            SELECT expression, constraint_column_names FROM duckdb_constraints()
            WHERE database_name = current_database() AND constraint_type = 'CHECK'
              AND lower(schema_name) = lower(?) AND lower(table_name) = lower(?)
            """,
            row -> new Check(row.getString(1), texts(row, 2)),
            schema,
            table);
    return Optional.of(new Table(kind.get().contains("VIEW"), columns, checks));
  }

  private static List<String> texts(ResultSet row, int index) throws SQLException {
    Array array = row.getArray(index);
    List<String> texts = new ArrayList<>();
    Arrays.stream((Object[]) array.getArray()).map(String::valueOf).forEach(texts::add);
    return texts;
  }

  Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst();
  }

  /** Columns that have a value of their own. */
  List<Column> written() {
    return columns.stream().filter(column -> !column.generated()).toList();
  }

  List<String> names() {
    return written().stream().map(Column::name).toList();
  }
}

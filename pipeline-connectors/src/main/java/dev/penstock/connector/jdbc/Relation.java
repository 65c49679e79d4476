package dev.penstock.connector.jdbc;

import dev.penstock.batch.Columns;
import dev.penstock.connector.jdbc.JdbcOptions.Query;
import dev.penstock.connector.jdbc.JdbcOptions.Table;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The table or query as the server describes it now.
 *
 * @param from what stands behind FROM; its rows are called {@code t}
 * @param all every column
 * @param chosen the columns that are read, in order
 */
record Relation(Dialect dialect, String from, List<SqlColumn> all, List<SqlColumn> chosen) {
  static Relation of(Session session, Dialect dialect, JdbcOptions options) {
    String from =
        switch (options.what()) {
          case Table table ->
              dialect.quoted(table.schema()) + "." + dialect.quoted(table.name()) + " t";
          // On lines of its own, so that a comment at its end takes nothing with it.
          case Query query -> "(\n" + query.sql() + "\n) t";
        };
    List<SqlColumn> all = describe(session, dialect, "SELECT * FROM " + from + " LIMIT 0");
    List<SqlColumn> chosen = new ArrayList<>();
    for (String name : options.columns()) {
      chosen.add(find(all, name, "columns"));
    }
    Relation relation = new Relation(dialect, from, all, chosen.isEmpty() ? all : chosen);
    relation.checkNames(options.what().option());
    return relation;
  }

  private static List<SqlColumn> describe(Session session, Dialect dialect, String sql) {
    List<SqlColumn> columns = new ArrayList<>();
    session.run(
        () -> {
          try (Statement statement = session.statement()) {
            ResultSetMetaData meta = statement.executeQuery(sql).getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
              columns.add(dialect.column(meta, i));
            }
          }
        });
    return List.copyOf(columns);
  }

  private void checkNames(String option) {
    Set<String> seen = new HashSet<>();
    for (SqlColumn column : chosen) {
      String name = column.name().toLowerCase(Locale.ROOT);
      if (!seen.add(name) || name.equals(Columns.PLACE)) {
        throw new PermanentException(
            new Problem(
                "column-names",
                option,
                seen.contains(Columns.PLACE)
                    ? "The column " + column.name() + " has Penstock's own name."
                    : "Two columns are called " + column.name() + ", upper and lower case apart.",
                "Give them other names in a query (`SELECT a AS b`), or choose among them with"
                    + " columns."));
      }
    }
  }

  /** A column by name; its case matters. */
  SqlColumn column(String name, String option) {
    return find(all, name, option);
  }

  private static SqlColumn find(List<SqlColumn> columns, String name, String option) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Mistakes.column(option, name, columns));
  }

  /** The batches' columns, the place last. */
  Schema schema() {
    List<Field> fields = new ArrayList<>(chosen.stream().map(SqlColumn::field).toList());
    fields.add(Field.nullable(Columns.PLACE, Types.INT64));
    return new Schema(fields);
  }

  String quoted(SqlColumn column) {
    return "t." + dialect.quoted(column.name());
  }

  /** The condition of a window, always true without one. */
  String condition(Window window) {
    SqlColumn cursor = column(window.column(), "cursor.column");
    return window.condition(dialect, cursor, quoted(cursor));
  }
}

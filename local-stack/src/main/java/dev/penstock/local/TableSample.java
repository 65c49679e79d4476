package dev.penstock.local;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The first rows of a table, in the order of its first column, as text.
 *
 * @param rows as many values a row as there are columns; empty text for NULL
 */
public record TableSample(List<Column> columns, List<List<String>> rows) {
  private static final int TIMEOUT_SECONDS = 10;
  private static final Set<Integer> NUMBERS =
      Set.of(Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.REAL, Types.DOUBLE);

  public TableSample {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** A column and whether it holds numbers. */
  public record Column(String name, boolean number) {}

  /**
   * Reads at most {@code limit} rows.
   *
   * @param table schema and name with a dot between
   * @throws StackException where the table cannot be read; the message is one line
   */
  public static TableSample read(Database database, String table, int limit) {
    String quoted =
        Arrays.stream(table.split("\\.", -1))
            .map(part -> '"' + part.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining("."));
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      try (ResultSet rows =
          statement.executeQuery("SELECT * FROM " + quoted + " ORDER BY 1 LIMIT " + limit)) {
        return read(rows);
      }
    } catch (SQLException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new StackException(table + " cannot be shown: " + reason, e);
    }
  }

  private static TableSample read(ResultSet rows) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    List<Column> columns = new ArrayList<>();
    for (int column = 1; column <= meta.getColumnCount(); column++) {
      boolean number = NUMBERS.contains(meta.getColumnType(column));
      columns.add(new Column(meta.getColumnLabel(column), number));
    }
    List<List<String>> all = new ArrayList<>();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= columns.size(); column++) {
        String value = rows.getString(column);
        row.add(value == null ? "" : value);
      }
      all.add(row);
    }
    return new TableSample(columns, all);
  }
}

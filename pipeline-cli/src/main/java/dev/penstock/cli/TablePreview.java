package dev.penstock.cli;

import dev.penstock.local.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows the first rows of a table in the warehouse. Stateless. */
final class TablePreview {
  private static final int ROWS = 5;
  private static final int CELL = 22;
  private static final int WIDTH = 110;
  private static final int TIMEOUT_SECONDS = 10;
  private static final Set<Integer> NUMBERS =
      Set.of(
          java.sql.Types.SMALLINT,
          java.sql.Types.INTEGER,
          java.sql.Types.BIGINT,
          java.sql.Types.NUMERIC,
          java.sql.Types.REAL,
          java.sql.Types.DOUBLE);

  private TablePreview() {}

  /**
   * As lines; only as many columns as fit.
   *
   * @param table schema and name with a dot between
   */
  static List<String> lines(Database warehouse, String table) {
    String quoted =
        Arrays.stream(table.split("\\.", -1))
            .map(part -> '"' + part.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining("."));
    try (Connection connection =
            DriverManager.getConnection(warehouse.url(), warehouse.user(), warehouse.password());
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      statement.setMaxRows(ROWS);
      try (ResultSet rows =
          statement.executeQuery("SELECT * FROM " + quoted + " ORDER BY 1 LIMIT " + ROWS)) {
        return lines(rows);
      }
    } catch (SQLException e) {
      return List.of("  (" + table + " cannot be shown: " + firstLine(e) + ")");
    }
  }

  private static List<String> lines(ResultSet rows) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    int columns = meta.getColumnCount();
    List<String> titles = new ArrayList<>();
    for (int column = 1; column <= columns; column++) {
      String end = NUMBERS.contains(meta.getColumnType(column)) ? ":" : "";
      titles.add(meta.getColumnLabel(column) + end);
    }
    List<List<String>> all = new ArrayList<>();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= columns; column++) {
        String value = rows.getString(column);
        row.add(value == null ? "" : value);
      }
      all.add(row);
    }
    return fitted(titles, all);
  }

  static List<String> fitted(List<String> titles, List<List<String>> rows) {
    int shown = titles.size();
    List<String> lines = table(titles, rows, shown);
    while (shown > 1 && lines.stream().mapToInt(String::length).max().orElse(0) > WIDTH) {
      shown--;
      lines = table(titles, rows, shown);
    }
    if (shown < titles.size()) {
      lines = new ArrayList<>(lines);
      int more = titles.size() - shown;
      lines.add("  … and " + more + (more == 1 ? " more column" : " more columns"));
    }
    return lines;
  }

  private static List<String> table(List<String> titles, List<List<String>> rows, int columns) {
    TextTable table = new TextTable(CELL, titles.subList(0, columns));
    rows.forEach(row -> table.row(row.subList(0, columns)));
    return table.lines();
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}

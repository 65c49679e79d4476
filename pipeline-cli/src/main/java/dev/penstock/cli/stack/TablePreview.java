package dev.penstock.cli.stack;

import dev.penstock.cli.terminal.TextTable;
import dev.penstock.local.Database;
import dev.penstock.local.StackException;
import dev.penstock.local.TableSample;
import java.util.ArrayList;
import java.util.List;

/** Shows the first rows of a table in the warehouse. Stateless. */
public final class TablePreview {
  private static final int ROWS = 5;
  private static final int CELL = 22;
  private static final int WIDTH = 110;

  private TablePreview() {}

  /**
   * As lines; only as many columns as fit.
   *
   * @param table schema and name with a dot between
   */
  public static List<String> lines(Database warehouse, String table) {
    try {
      TableSample sample = TableSample.read(warehouse, table, ROWS);
      List<String> titles =
          sample.columns().stream()
              .map(column -> column.number() ? column.name() + ":" : column.name())
              .toList();
      return fitted(titles, sample.rows());
    } catch (StackException e) {
      return List.of("  (" + e.getMessage() + ")");
    }
  }

  public static List<String> fitted(List<String> titles, List<List<String>> rows) {
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
}

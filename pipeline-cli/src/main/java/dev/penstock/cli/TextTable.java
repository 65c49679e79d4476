package dev.penstock.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text: a head, a rule, rows. Columns whose title ends with a colon are numbers and
 * aligned to the right. Not thread-safe.
 */
final class TextTable {
  private static final String GAP = "  ";
  private static final int CELL = 60;

  private final List<String> titles = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final int cell;

  TextTable(String... titles) {
    this(CELL, List.of(titles));
  }

  /** With the most characters that a cell may show. */
  TextTable(int cell, List<String> titles) {
    this.cell = cell;
    for (String title : titles) {
      boolean number = title.endsWith(":");
      right.add(number);
      this.titles.add(clipped(number ? title.substring(0, title.length() - 1) : title));
    }
  }

  void row(String... cells) {
    row(List.of(cells));
  }

  void row(List<String> cells) {
    if (cells.size() != titles.size()) {
      throw new IllegalArgumentException(cells.size() + " cells for " + titles.size() + " columns");
    }
    rows.add(cells.stream().map(this::clipped).toList());
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  List<String> lines() {
    int[] widths = new int[titles.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = titles.get(column).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(titles, widths));
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    lines.add(line(rule, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String text = cells.get(column);
      String blank = " ".repeat(widths[column] - text.length());
      line.append(GAP).append(right.get(column) ? blank + text : text + blank);
    }
    return line.toString().stripTrailing();
  }

  /** One line, without control characters: data of a source must not move a terminal's cursor. */
  private String clipped(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", " ");
    return plain.length() <= cell ? plain : plain.substring(0, cell - 1) + "…";
  }
}

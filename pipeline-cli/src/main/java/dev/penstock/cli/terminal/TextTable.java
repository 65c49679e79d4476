package dev.penstock.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of text: a head, a rule, rows. Columns whose title ends with a colon are numbers and
 * aligned to the right. Not thread-safe.
 */
public final class TextTable {
  private static final String GAP = "  ";
  private static final int CELL = 60;
  private static final int LEAST = 8;

  private final List<String> titles = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final int cell;

  public TextTable(String... titles) {
    this(CELL, List.of(titles));
  }

  /** With the most characters that a cell may show. */
  public TextTable(int cell, List<String> titles) {
    this.cell = cell;
    for (String title : titles) {
      boolean number = title.endsWith(":");
      right.add(number);
      this.titles.add(clipped(number ? title.substring(0, title.length() - 1) : title));
    }
  }

  public void row(String... cells) {
    row(List.of(cells));
  }

  public void row(List<String> cells) {
    if (cells.size() != titles.size()) {
      throw new IllegalArgumentException(cells.size() + " cells for " + titles.size() + " columns");
    }
    rows.add(cells.stream().map(this::clipped).toList());
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  public List<String> lines() {
    return lines(Look.ENDLESS);
  }

  /** The lines; where they do not fit, the widest columns of text are cut. */
  public List<String> lines(int most) {
    int[] widths = widths();
    int gaps = GAP.length() * widths.length + 1;
    while (Arrays.stream(widths).sum() + gaps > most) {
      int widest = -1;
      for (int column = 0; column < widths.length; column++) {
        boolean cuttable = !right.get(column) && widths[column] > LEAST;
        if (cuttable && (widest < 0 || widths[column] > widths[widest])) {
          widest = column;
        }
      }
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return lines(widths);
  }

  private int[] widths() {
    int[] widths = new int[titles.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = titles.get(column).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return widths;
  }

  private List<String> lines(int[] widths) {
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
      String text = cut(cells.get(column), widths[column]);
      String blank = " ".repeat(widths[column] - text.length());
      line.append(GAP).append(right.get(column) ? blank + text : text + blank);
    }
    return line.toString().stripTrailing();
  }

  /** One line, without control characters: data of a source must not move a terminal's cursor. */
  private String clipped(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", " ");
    return cut(plain, cell);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}

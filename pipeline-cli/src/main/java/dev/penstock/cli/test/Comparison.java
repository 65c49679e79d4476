package dev.penstock.cli.test;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.cli.terminal.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table with what was expected and draws the differences: rows that are missing, rows
 * that are unexpected, and for rows that are nearly right each column with both values. Not
 * thread-safe.
 */
final class Comparison {
  /** The most rows that a difference shows. */
  private static final int SHOWN = 10;

  private final String title;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param title the table's name in the report
   */
  Comparison(String title, int width) {
    this.title = title;
    this.width = width;
  }

  /** The differences; none where the table is as expected. */
  List<String> of(JsonNode expected, List<JsonNode> actual) {
    if (expected.has("count") && expected.get("count").asLong() != actual.size()) {
      lines.add(title + ": " + actual.size() + " rows, expected " + expected.get("count").asLong());
    }
    boolean all = expected.has("rows");
    if (all || expected.has("contains")) {
      List<JsonNode> wanted = new ArrayList<>();
      expected.path(all ? "rows" : "contains").forEach(wanted::add);
      if (expected.path("ordered").asBoolean()) {
        inOrder(wanted, actual);
      } else {
        anyOrder(wanted, actual, all);
      }
    }
    return lines;
  }

  private void inOrder(List<JsonNode> wanted, List<JsonNode> actual) {
    List<JsonNode> missing = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (i >= actual.size()) {
        missing.add(wanted.get(i));
      } else if (!Cells.fits(wanted.get(i), actual.get(i))) {
        differing(wanted.get(i), actual.get(i), "row " + (i + 1));
      }
    }
    rows("missing", missing);
    if (actual.size() > wanted.size()) {
      rows("unexpected", actual.subList(wanted.size(), actual.size()));
    }
  }

  private void anyOrder(List<JsonNode> wanted, List<JsonNode> actual, boolean all) {
    List<JsonNode> left = new ArrayList<>(actual);
    List<JsonNode> open = new ArrayList<>();
    for (JsonNode row : wanted) {
      int found = -1;
      for (int i = 0; i < left.size() && found < 0; i++) {
        found = Cells.fits(row, left.get(i)) ? i : -1;
      }
      if (found < 0) {
        open.add(row);
      } else {
        left.remove(found);
      }
    }
    List<JsonNode> missing = new ArrayList<>();
    for (JsonNode row : open) {
      JsonNode nearest = nearest(row, left);
      if (nearest == null) {
        missing.add(row);
      } else {
        left.removeIf(one -> one == nearest);
        differing(row, nearest, "");
      }
    }
    rows("missing", missing);
    if (all) {
      rows("unexpected", left);
    }
  }

  /** The row that has more than half of the values; none where no row has. */
  private static @Nullable JsonNode nearest(JsonNode row, List<JsonNode> among) {
    JsonNode best = null;
    long most = row.size() / 2;
    for (JsonNode one : among) {
      long near = Cells.near(row, one);
      if (near > most || (near == most && most > 0 && best == null)) {
        most = near;
        best = one;
      }
    }
    return best;
  }

  private void differing(JsonNode wanted, JsonNode actual, String which) {
    List<String> same = new ArrayList<>();
    TextTable table = new TextTable("column", "expected", "is");
    wanted
        .properties()
        .forEach(
            field -> {
              JsonNode value = actual.path(field.getKey());
              if (Cells.same(field.getValue(), value)) {
                same.add(field.getKey() + " = " + Cells.shown(value));
              } else {
                table.row(field.getKey(), Cells.shown(field.getValue()), Cells.shown(value));
              }
            });
    String row = which.isEmpty() ? String.join(", ", same) : which;
    lines.add(title + ": a row differs (" + cut(row) + ")");
    table.lines(width - 2).forEach(line -> lines.add("  " + line));
  }

  private String cut(String text) {
    int most = Math.max(20, width - title.length() - 24);
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  private void rows(String what, List<JsonNode> rows) {
    if (rows.isEmpty()) {
      return;
    }
    lines.add(title + ": " + what + (rows.size() == 1 ? " row" : " rows, " + rows.size()));
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> row.fieldNames().forEachRemaining(columns::add));
    TextTable table = new TextTable(30, List.copyOf(columns));
    rows.stream()
        .limit(SHOWN)
        .forEach(row -> table.row(columns.stream().map(c -> Cells.shown(row.path(c))).toList()));
    table.lines(width - 2).forEach(line -> lines.add("  " + line));
    if (rows.size() > SHOWN) {
      lines.add("    … and " + (rows.size() - SHOWN) + " more");
    }
  }
}

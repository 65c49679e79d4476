package dev.penstock.connector.fileset;

import dev.penstock.connector.fileset.Item.Loaded;
import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.definition.Finish;
import dev.penstock.definition.StepDefinition.Aggregation;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes an item's table {@code out} from the rows that arrived in {@code in}: what the last step
 * left to the destination, and of rows that meet by their key the one that wins. Losers and rows
 * without a key: the one are gone, the others stay for the key's check to find.
 */
final class Finishing {
  private final Workbench bench;
  private final Loaded item;
  private final List<Column> columns;

  private Finishing(Workbench bench, Loaded item, List<Column> columns) {
    this.bench = bench;
    this.item = item;
    this.columns = columns;
  }

  static void run(Workbench bench, Loaded item) throws SQLException {
    Finishing finishing = new Finishing(bench, item, bench.columns(item.work("in")));
    try {
      finishing.run();
    } catch (SQLException e) {
      throw refused(item, e);
    }
  }

  private void run() throws SQLException {
    switch (item.definition().finish()) {
      case Finish.None _ ->
          bench.execute("ALTER TABLE " + item.work("in") + " RENAME TO " + bare("out"));
      case Finish.Deduplicate finish -> {
        bench.execute("CREATE TABLE " + item.work("out") + " AS " + deduplicate(finish));
        bench.execute("DROP TABLE " + item.work("in"));
      }
      case Finish.Combine finish -> {
        bench.execute("CREATE TABLE " + item.work("out") + " AS " + combine(finish));
        bench.execute("DROP TABLE " + item.work("in"));
      }
    }
    if (item.definition().mode().keyed()) {
      compete();
    }
  }

  private String bare(String kind) {
    return item.work(kind).substring(Workbench.WORK.length() + 1);
  }

  private String deduplicate(Finish.Deduplicate finish) {
    List<String> order = new ArrayList<>();
    finish
        .order()
        .forEach(
            (column, greatest) ->
                order.add(Workbench.quoted(column) + (greatest ? " DESC" : "") + " NULLS LAST"));
    order.add(Standing.order(false));
    return "SELECT * FROM "
        + item.work("in")
        + " QUALIFY row_number() OVER (PARTITION BY "
        + Workbench.quoted(finish.key())
        + " ORDER BY "
        + String.join(", ", order)
        + ") = 1 ORDER BY "
        + Standing.order(false);
  }

  private String combine(Finish.Combine finish) {
    List<String> values = new ArrayList<>();
    for (String column : finish.by()) {
      values.add(Workbench.quoted(name(column)));
    }
    String by = Workbench.quoted(finish.by());
    finish.values().forEach((column, function) -> values.add(whole(finish, column, function)));
    return "SELECT "
        + String.join(", ", values)
        + " FROM "
        + item.work("in")
        // Without a group in the run there is no row either.
        + (by.isEmpty() ? " HAVING count(*) > 0" : " GROUP BY " + by + " ORDER BY ALL");
  }

  private String whole(Finish.Combine finish, String column, Aggregation function) {
    String of = Workbench.quoted(column);
    String whole =
        switch (function) {
          case COUNT, SUM -> "sum(" + of + ")";
          case MIN -> "min(" + of + ")";
          case MAX -> "max(" + of + ")";
          case AVG ->
              "sum("
                  + Workbench.quoted(finish.sumOf(column))
                  + ") / nullif(sum("
                  + Workbench.quoted(finish.countOf(column))
                  + "), 0)";
        };
    return "CAST(" + whole + " AS " + type(column) + ") AS " + Workbench.quoted(name(column));
  }

  private String type(String column) {
    return columns.stream()
        .filter(found -> found.name().equalsIgnoreCase(column))
        .map(Column::type)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no column " + column));
  }

  /** The column's name as the rows have it; in a definition its case does not matter. */
  private String name(String column) {
    return columns.stream()
        .map(Column::name)
        .filter(column::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no column " + column));
  }

  private void compete() throws SQLException {
    String key = Workbench.quoted(item.key());
    List<String> order = new ArrayList<>();
    item.definition()
        .merging()
        .order()
        .ifPresent(column -> order.add(Workbench.quoted(column) + " DESC NULLS LAST"));
    order.add(item.definition().finish() instanceof Finish.Combine ? key : Standing.order(true));
    String out = item.work("out");
    bench.execute(
        "DELETE FROM "
            + out
            + " WHERE rowid IN (SELECT place FROM (SELECT rowid AS place, row_number() OVER"
            + " (PARTITION BY "
            + key
            + " ORDER BY "
            + String.join(", ", order)
            + ") AS rank FROM "
            + out
            + " WHERE "
            + item.key().stream()
                .map(column -> Workbench.quoted(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "))
            + ") WHERE rank > 1)");
  }

  private static RuntimeException refused(Loaded item, SQLException e) {
    String text = String.valueOf(e.getMessage());
    boolean value = text.startsWith("Conversion Error") || text.startsWith("Out of Range Error");
    return value
        ? new PermanentException(
            new Problem(
                "finish-refused",
                item.where(),
                "A row that was made when all rows were staged has a value that is too large: "
                    + Workbench.message(e)
                    + ".",
                "Cast the column to a wider type in the steps."),
            e)
        : Workbench.failure(item.where(), e);
  }
}

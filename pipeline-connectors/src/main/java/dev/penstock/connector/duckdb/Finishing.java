package dev.penstock.connector.duckdb;

import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.duckdb.Items.Loaded;
import dev.penstock.definition.Finish;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.StepDefinition.Aggregation;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes an output's staging from the rows that arrived. Staging is emptied first, so that a second
 * time gives the same.
 */
final class Finishing {
  private final Session session;
  private final Loaded item;
  private final Table arrivals;

  private Finishing(Session session, Loaded item, Table arrivals) {
    this.session = session;
    this.item = item;
    this.arrivals = arrivals;
  }

  /** Whether the audit changes rows, which then arrive in a table of their own. */
  static boolean needed(LoadTarget target) {
    return target.finish().changes() || target.mode() == LoadMode.UPSERT;
  }

  static void run(Session session, Loaded item) throws SQLException {
    Table arrivals = Table.staged(session, StagingName.arrivals(item.relation())).orElse(null);
    if (needed(item.definition()) && arrivals != null) {
      new Finishing(session, item, arrivals).run();
    }
  }

  private void run() throws SQLException {
    Table staged = Table.staged(session, item.relation()).orElseThrow();
    String columns = Sql.quoted(made(staged));
    session.execute("DELETE FROM " + item.staged());
    try {
      session.execute(
          "INSERT INTO "
              + item.staged()
              + " ("
              + columns
              + ") SELECT "
              + columns
              + " FROM "
              + "("
              + winners(finished())
              + ")");
    } catch (SQLException e) {
      if (DuckDbErrors.aboutRow(e)) {
        throw refused(e);
      }
      throw e;
    }
  }

  /** The columns that get values. */
  private List<String> made(Table staged) {
    return item.definition().finish() instanceof Finish.Combine finish
        ? Stream.concat(finish.by().stream(), finish.values().keySet().stream()).toList()
        : staged.names();
  }

  private String finished() {
    return switch (item.definition().finish()) {
      case Finish.None _ -> "SELECT * FROM " + item.arrivals();
      case Finish.Deduplicate finish -> deduplicate(finish);
      case Finish.Combine finish -> combine(finish);
    };
  }

  private String deduplicate(Finish.Deduplicate finish) {
    List<String> order = new ArrayList<>();
    finish
        .order()
        .forEach(
            (column, greatest) ->
                order.add(Sql.quoted(column) + (greatest ? " DESC" : " ASC") + " NULLS LAST"));
    order.add(standing("ASC"));
    return "SELECT * FROM "
        + item.arrivals()
        + " QUALIFY "
        + first(finish.key(), String.join(", ", order));
  }

  /** Of the rows that would meet at one row of the table, the one that it gets. */
  private String winners(String rows) {
    boolean places = !(item.definition().finish() instanceof Finish.Combine);
    List<String> order = new ArrayList<>();
    item.definition()
        .merging()
        .order()
        .ifPresent(column -> order.add(Sql.quoted(column) + " DESC NULLS LAST"));
    if (places) {
      order.add(standing("DESC"));
    }
    if (item.definition().mode() != LoadMode.UPSERT || order.isEmpty()) {
      return rows;
    }
    // Rows without a key stay, so that the check of the key finds them.
    return "SELECT * FROM ("
        + rows
        + ") QUALIFY "
        + Sql.anyNull(item.key())
        + " OR "
        + first(item.key(), String.join(", ", order));
  }

  private static String first(List<String> key, String order) {
    return "row_number() OVER (PARTITION BY " + Sql.quoted(key) + " ORDER BY " + order + ") = 1";
  }

  private static String standing(String direction) {
    return Incoming.STAND.stream()
        .map(column -> Sql.quoted(column.name()) + " " + direction + " NULLS LAST")
        .collect(Collectors.joining(", "));
  }

  private String combine(Finish.Combine finish) {
    List<String> columns = new ArrayList<>();
    finish.by().forEach(column -> columns.add(Sql.quoted(column)));
    String by = String.join(", ", columns);
    for (Map.Entry<String, Aggregation> value : finish.values().entrySet()) {
      columns.add(whole(finish, value.getKey(), value.getValue()) + " AS " + name(value.getKey()));
    }
    return "SELECT "
        + String.join(", ", columns)
        + " FROM "
        + item.arrivals()
        // Without a group in the run there is no row either.
        + (by.isEmpty() ? " HAVING count(*) > 0" : " GROUP BY " + by);
  }

  private String whole(Finish.Combine finish, String column, Aggregation function) {
    String of = name(column);
    return switch (function) {
      case COUNT -> "CAST(sum(" + of + ") AS BIGINT)";
      case SUM -> "sum(" + of + ")";
      case MIN -> "min(" + of + ")";
      case MAX -> "max(" + of + ")";
      case AVG ->
          "CAST(sum("
              + Sql.quoted(finish.sumOf(column))
              + ") AS DOUBLE) / nullif(sum("
              + Sql.quoted(finish.countOf(column))
              + "), 0)";
    };
  }

  /** The column's name as the table has it. */
  private String name(String column) {
    return Sql.quoted(arrivals.column(column).orElseThrow().name());
  }

  private PermanentException refused(SQLException error) {
    return new PermanentException(
        new Problem(
            "finish-refused",
            item.where(),
            "The table does not take a row that was made when all rows were staged: "
                + DuckDbErrors.message(error).replace(item.relation(), item.target().table())
                + ".",
            "Change the table's column or constraint, or the steps."),
        error);
  }
}

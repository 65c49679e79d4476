package dev.penstock.connector.postgres;

import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.copy.ColumnType.Base;
import dev.penstock.definition.Finish;
import dev.penstock.definition.StepDefinition.Aggregation;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes an output's staging from the rows that arrived, under the run's fence. Staging is emptied
 * first, so that a second time gives the same.
 */
final class Finishing {
  private final Session session;
  private final Loaded item;
  private final Catalog.Relation arrivals;

  private Finishing(Session session, Loaded item, Catalog.Relation arrivals) {
    this.session = session;
    this.item = item;
    this.arrivals = arrivals;
  }

  /** Does nothing for an output whose rows stay as they are, or that got none. */
  static void run(Session session, Loaded item) throws SQLException {
    Catalog.Relation arrivals =
        Catalog.find(session, Bookkeeping.STAGING_SCHEMA, StagingName.arrivals(item.relation()))
            .orElse(null);
    if (item.finish().changes() && arrivals != null) {
      new Finishing(session, item, arrivals).run();
    }
  }

  /** Drops what arrived, once it is published. */
  static void drop(Session session, StagedPipeline pipeline) throws SQLException {
    for (Loaded item : pipeline.loaded()) {
      if (item.finish().changes()) {
        ModelBuilder.drop(session, StagingName.arrivals(item.relation()));
      }
    }
  }

  private void run() throws SQLException {
    KeyCheck.drop(session, item);
    session.execute("TRUNCATE " + item.staged());
    if (item.competes()) {
      Standing.add(session, item.relation());
    }
    session.execute("ANALYZE " + item.arrivals());
    try {
      session.execute(
          switch (item.finish()) {
            case Finish.None _ -> throw new IllegalStateException("nothing to finish");
            case Finish.Deduplicate finish -> deduplicate(finish);
            case Finish.Combine finish -> combine(finish);
          });
    } catch (SQLException e) {
      if (SqlErrors.aboutRow(e)) {
        throw refused(e);
      }
      throw e;
    }
  }

  private String deduplicate(Finish.Deduplicate finish) {
    List<String> columns = new ArrayList<>();
    for (Catalog.Column column : arrivals.columns()) {
      if (!column.generated() && (item.competes() || !Finish.hidden(column.name()))) {
        columns.add(Session.quoted(column.name()));
      }
    }
    String names = String.join(", ", columns);
    List<String> order = new ArrayList<>(own(finish.key()).stream().map(this::comparable).toList());
    String key = String.join(", ", order);
    finish
        .order()
        .forEach(
            (column, greatest) ->
                order.add(
                    comparable(own(column)) + (greatest ? " DESC NULLS LAST" : " NULLS LAST")));
    order.addAll(Standing.order(false));
    return "INSERT INTO "
        + item.staged()
        + " ("
        + names
        + ") OVERRIDING SYSTEM VALUE SELECT "
        + names
        + " FROM (SELECT DISTINCT ON ("
        + key
        + ") a.* FROM "
        + item.arrivals()
        + " AS a"
        + Standing.join("a", item)
        + " ORDER BY "
        + String.join(", ", order)
        + ") AS winners";
  }

  private String combine(Finish.Combine finish) {
    List<String> columns = new ArrayList<>();
    List<String> wholes = new ArrayList<>();
    for (String column : own(finish.by())) {
      columns.add(Session.quoted(column));
      wholes.add(Session.quoted(column));
    }
    String by = String.join(", ", wholes);
    for (Map.Entry<String, Aggregation> value : finish.values().entrySet()) {
      columns.add(Session.quoted(value.getKey()));
      wholes.add(whole(finish, value.getKey(), value.getValue()));
    }
    return "INSERT INTO "
        + item.staged()
        + " ("
        + String.join(", ", columns)
        + ") SELECT "
        + String.join(", ", wholes)
        + " FROM "
        + item.arrivals()
        // Without a group in the run there is no row either.
        + (by.isEmpty() ? " HAVING count(*) > 0" : " GROUP BY " + by);
  }

  private String whole(Finish.Combine finish, String column, Aggregation function) {
    boolean truth = base(column) == Base.BOOL;
    String of = comparable(column);
    return switch (function) {
      case COUNT -> "sum(" + of + ")::bigint";
      case SUM -> "sum(" + of + ")";
      case MIN -> (truth ? "bool_and(" : "min(") + of + ")";
      case MAX -> (truth ? "bool_or(" : "max(") + of + ")";
      case AVG ->
          "(sum("
              + Session.quoted(finish.sumOf(column))
              + ") / nullif(sum("
              + Session.quoted(finish.countOf(column))
              + "), 0)::"
              + arrivals
                  .column(finish.sumOf(column))
                  .orElseThrow()
                  .type()
                  .sql()
                  .replaceAll("\\(.*", "")
              + ")::double precision";
    };
  }

  /** The column in an expression that sorts text by its bytes, as DuckDB does. */
  private String comparable(String column) {
    Base base = base(column);
    boolean text = base == Base.TEXT || base == Base.VARCHAR || base == Base.BPCHAR;
    return Session.quoted(column) + (text ? " COLLATE \"C\"" : "");
  }

  private Base base(String column) {
    return arrivals.column(column).orElseThrow().type().base();
  }

  private List<String> own(List<String> columns) {
    return columns.stream().map(this::own).toList();
  }

  /** The column's name as the table has it; in a definition its case does not matter. */
  private String own(String column) {
    return arrivals.columns().stream()
        .map(Catalog.Column::name)
        .filter(column::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no column " + column));
  }

  private PermanentException refused(SQLException error) {
    String message = SqlErrors.message(error).replace(item.relation(), item.target().table());
    return new PermanentException(
        new Problem(
            "finish-refused",
            "streams." + item.stream() + "." + item.path() + " (table " + item.target() + ")",
            "The table does not take a row that was made when all rows were staged: "
                + message
                + ".",
            "Change the table's column or constraint, or the steps."),
        error);
  }
}

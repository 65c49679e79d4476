package dev.penstock.connector.duckdb;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.duckdb.StagingTable.Planned;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of a batch that its table refuses. One query finds those that break a type, a NOT
 * NULL or a CHECK; what else there is, is found by halves, each tried in a transaction that is
 * taken back.
 */
final class Refusals {
  private static final int SHOWN = 100;

  private final Transactions transactions;
  private final LoadBatch batch;
  private final Instant now;
  private final StagingTable table;
  private final String where;

  /** A row that is refused, by its number in the batch. */
  record Refused(int row, String rule, String message) {}

  Refusals(Transactions transactions, LoadBatch batch, Instant now, StagingTable table) {
    this.transactions = transactions;
    this.batch = batch;
    this.now = now;
    this.table = table;
    this.where = Items.where(batch.split().stream(), batch.target());
  }

  /** In the order of the batch. */
  List<Refused> find() {
    List<Refused> refused = new ArrayList<>(told());
    Set<Integer> known = refused.stream().map(Refused::row).collect(Collectors.toSet());
    halve(0, batch.rows().getRowCount(), known, refused);
    return refused.stream().sorted(Comparator.comparingInt(Refused::row)).toList();
  }

  private List<Refused> told() {
    return transactions.undo(
        where,
        Loading.SECONDS,
        session ->
            session.with(
                StagingTable.ROWS, batch.rows(), () -> session.query(query(), this::refused)));
  }

  /** Of each refused row its number, the number of what it breaks, and the value. */
  private String query() {
    List<String> inner = new ArrayList<>(List.of(Sql.quoted(Incoming.ROW)));
    StringBuilder what = new StringBuilder("CASE");
    StringBuilder value = new StringBuilder("CASE");
    List<Planned> columns = table.columns();
    for (int i = 0; i < columns.size(); i++) {
      Planned column = columns.get(i);
      String raw = Sql.quoted("_penstock_raw_" + i);
      String stored = Sql.quoted("_penstock_stored_" + i);
      inner.add(column.column().value(batch, now) + " AS " + raw);
      inner.add(column.stored(batch, now, "TRY_CAST") + " AS " + stored);
      String broken = raw + " IS NOT NULL AND " + stored + " IS NULL";
      what.append(" WHEN ").append(broken).append(" THEN ").append(2 * i);
      value
          .append(" WHEN ")
          .append(broken)
          .append(" THEN left(CAST(")
          .append(raw)
          .append(" AS VARCHAR), ")
          .append(SHOWN)
          .append(')');
      if (column.required()) {
        what.append(" WHEN ").append(stored).append(" IS NULL THEN ").append(2 * i + 1);
      }
    }
    for (int i = 0; i < table.checks().size(); i++) {
      what.append(" WHEN NOT TRY(")
          .append(table.checks().get(i).expression())
          .append(") THEN ")
          .append(2 * columns.size() + i);
    }
    return "SELECT "
        + Sql.quoted(Incoming.ROW)
        + ", what, "
        + value
        + " END AS value FROM (SELECT *, "
        + what
        + " END AS what FROM "
        + named(inner)
        + ") WHERE what IS NOT NULL ORDER BY 1";
  }

  /** The values also under the names that constraints use. */
  private String named(List<String> inner) {
    String rows = "(SELECT " + String.join(", ", inner) + " FROM " + StagingTable.numbered() + ")";
    if (table.checks().isEmpty()) {
      return rows;
    }
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < table.columns().size(); i++) {
      String name = table.columns().get(i).column().name();
      if (!name.equals(Incoming.ROW)) {
        names
            .append(", ")
            .append(Sql.quoted("_penstock_stored_" + i))
            .append(" AS ")
            .append(Sql.quoted(name));
      }
    }
    return "(SELECT *" + names + " FROM " + rows + ")";
  }

  private Refused refused(ResultSet row) throws SQLException {
    int number = row.getInt(1);
    int what = row.getInt(2);
    int columns = table.columns().size();
    if (what >= 2 * columns) {
      String check = "CHECK (" + table.checks().get(what - 2 * columns).expression() + ")";
      return new Refused(number, check, "the row breaks " + check);
    }
    Planned column = table.columns().get(what / 2);
    String name = column.column().name();
    if (what % 2 == 1) {
      return new Refused(number, name + " is not null", name + ": a value is needed");
    }
    @Nullable String value = row.getString(3);
    return new Refused(
        number, "value fits its column", name + ": " + value + " is no " + column.type());
  }

  private void halve(int from, int to, Set<Integer> known, List<Refused> refused) {
    String error = attempt(from, to, known);
    if (error.isEmpty()) {
      return;
    }
    if (to - from == 1) {
      refused.add(new Refused(from, "row fits its table", error));
      return;
    }
    int middle = (from + to) >>> 1;
    halve(from, middle, known, refused);
    halve(middle, to, known, refused);
  }

  /** What DuckDB has against the rows; empty for nothing. */
  private String attempt(int from, int to, Set<Integer> known) {
    return transactions.undo(
        where,
        Loading.SECONDS,
        session ->
            session.with(
                StagingTable.ROWS,
                batch.rows(),
                () -> {
                  StagingTable open = Staging.open(session, batch);
                  try {
                    session.execute(open.insert(batch, now, from, to, known));
                    return "";
                  } catch (SQLException e) {
                    if (DuckDbErrors.aboutRow(e)) {
                      return DuckDbErrors.message(e)
                          .replace(table.relation(), batch.table().table());
                    }
                    throw e;
                  }
                }));
  }
}

package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.StagingTable.Planned;
import dev.penstock.connector.postgres.copy.ColumnType;
import dev.penstock.connector.postgres.copy.WiderType;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a table's columns become: columns that are new, and columns whose type becomes wider. The
 * same values stay in the table.
 */
record Evolution(List<Change> added, List<Change> widened) {
  /** A column and the type that it gets. */
  record Change(String column, ColumnType type) {}

  Evolution {
    added = List.copyOf(added);
    widened = List.copyOf(widened);
  }

  /** For an output's columns, as they were planned for the table. */
  static Evolution of(Catalog.Relation table, List<Planned> planned) {
    return of(
        table,
        planned.stream().map(p -> new Change(p.column().name(), p.type())),
        (there, type) -> true);
  }

  /** For staged rows; a column that the table has in another type is widened only if it can be. */
  static Evolution of(Catalog.Relation table, Catalog.Relation staged) {
    return of(
        table,
        staged.columns().stream().map(c -> new Change(c.name(), c.type())),
        (there, type) -> WiderType.of(there, type).filter(type::equals).isPresent());
  }

  private interface Rule {
    boolean widens(ColumnType there, ColumnType type);
  }

  private static Evolution of(Catalog.Relation table, Stream<Change> columns, Rule rule) {
    List<Change> added = new ArrayList<>();
    List<Change> widened = new ArrayList<>();
    columns.forEach(
        change -> {
          Catalog.Column there = table.column(change.column()).orElse(null);
          if (there == null) {
            added.add(change);
          } else if (!there.type().equals(change.type())
              && rule.widens(there.type(), change.type())) {
            widened.add(change);
          }
        });
    return new Evolution(added, widened);
  }

  boolean isEmpty() {
    return added.isEmpty() && widened.isEmpty();
  }

  /** Names of the widened columns. */
  Set<String> widenedNames() {
    return Set.copyOf(widened.stream().map(Change::column).toList());
  }

  /** What follows {@code ALTER TABLE x}, one for each change. */
  List<String> actions() {
    return Stream.concat(
            added.stream()
                .map(c -> "ADD COLUMN " + Session.quoted(c.column()) + " " + c.type().sql()),
            widened.stream()
                .map(
                    c ->
                        "ALTER COLUMN "
                            + Session.quoted(c.column())
                            + " SET DATA TYPE "
                            + c.type().sql()))
        .toList();
  }

  /** Tells before the first row what the table will not let be done. */
  void refuseImpossible(Session session, LoadBatch batch, Catalog.Relation table)
      throws SQLException {
    if (isEmpty()) {
      return;
    }
    if (!owned(session, table)) {
      throw refused(
          ColumnMatch.where(batch),
          "The table "
              + batch.table()
              + " needs "
              + (added.isEmpty() ? "wider" : widened.isEmpty() ? "new" : "new and wider")
              + " columns and belongs to another role: "
              + Session.quoted(
                  Stream.concat(added.stream(), widened.stream()).map(Change::column).toList())
              + ".",
          "Let its owner change them, or leave them out or cast them in the stream's steps.");
    }
    List<String> holders = Holders.ofTypes(session, table.oid(), widenedNames(), false);
    if (!holders.isEmpty()) {
      throw held(ColumnMatch.where(batch), batch.table().toString(), holders);
    }
  }

  static boolean owned(Session session, Catalog.Relation table) throws SQLException {
    return session.number(
            "SELECT count(*) FROM pg_class WHERE oid = ?::oid AND pg_has_role(relowner, 'USAGE')",
            table.oid())
        > 0;
  }

  static PermanentException held(String where, String table, List<String> holders) {
    return refused(
        where,
        "Columns of " + table + " must become wider, but " + String.join("; ", holders) + ".",
        "Drop what holds the column and make it again afterwards, or cast the column in the"
            + " stream's steps to the type that the table has.");
  }

  private static PermanentException refused(String where, String message, String advice) {
    return new PermanentException(new Problem("table-columns", where, message, advice));
  }
}

package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.Catalog.Column;
import dev.penstock.connector.postgres.Targets.Target;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.List;

/** Exchanges all rows of a table that must stay what it is. */
final class Refill {
  private final Session session;
  private final Target target;

  Refill(Session session, Target target) {
    this.session = session;
    this.target = target;
  }

  void run() throws SQLException {
    refuseCascades();
    Catalog.Relation now = target.now().orElseThrow();
    Catalog.Relation staged =
        Catalog.find(session, Bookkeeping.STAGING_SCHEMA, target.item().relation()).orElseThrow();
    if (!filled(now).equals(filled(staged))) {
      throw Swap.pinned("table", target.item().target());
    }
    String columns = Session.quoted(filled(now).stream().map(Column::name).toList());
    // One statement: a foreign key into the table is checked when the new rows are there. The
    // count makes the DELETE run before the first row comes.
    session.execute(
        "WITH gone AS (DELETE FROM "
            + target.item().target().quoted()
            + " RETURNING 1)"
            + " INSERT INTO "
            + target.item().target().quoted()
            + " ("
            + columns
            + ")"
            + " OVERRIDING SYSTEM VALUE SELECT "
            + columns
            + " FROM "
            + target.item().staged()
            + " CROSS JOIN (SELECT count(*) FROM gone) AS first");
    ModelBuilder.drop(session, target.item().relation());
  }

  /** Columns with a value of their own, in the order of their names. */
  private static List<Column> filled(Catalog.Relation relation) {
    return relation.columns().stream()
        .filter(column -> !column.generated())
        .map(column -> new Column(column.name(), column.type(), false, false))
        .sorted(java.util.Comparator.comparing(Column::name))
        .toList();
  }

  private void refuseCascades() throws SQLException {
    long oid = target.now().orElseThrow().oid();
    List<String> tables =
        session.query(
            """
            SELECT conrelid::regclass::text FROM pg_constraint
            WHERE confrelid = ?::oid AND contype = 'f' AND confdeltype IN ('c', 'n', 'd')
            ORDER BY 1 LIMIT 5
            """,
            row -> row.getString(1),
            oid);
    if (!tables.isEmpty()) {
      throw new PermanentException(
          new Problem(
              "foreign-key-cascade",
              "table " + target.item().target(),
              "Replacing its rows would delete or change rows of "
                  + String.join(", ", tables)
                  + ", whose foreign key says ON DELETE CASCADE or SET.",
              "Change the foreign key to NO ACTION or write to another table."));
    }
  }
}

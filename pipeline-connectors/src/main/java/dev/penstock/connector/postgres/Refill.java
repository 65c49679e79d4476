package dev.penstock.connector.postgres;

import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.postgres.Catalog.Column;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.Targets.Target;
import dev.penstock.connector.postgres.copy.ColumnType;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Exchanges all rows of a table that must stay what it is. */
final class Refill {
  private final Session session;
  private final Ddl ddl;
  private final Target target;

  Refill(Session session, Ddl ddl, Target target) {
    this.session = session;
    this.ddl = ddl;
    this.target = target;
  }

  Changes run() throws SQLException {
    refuseCascades();
    String columns = Session.quoted(columns());
    // One statement: a foreign key into the table is checked when the new rows are there. The
    // count makes the DELETE run before the first row comes.
    long[] counts =
        session.numbers(
            "WITH gone AS (DELETE FROM "
                + target.item().target().quoted()
                + " RETURNING 1)"
                + ", come AS (INSERT INTO "
                + target.item().target().quoted()
                + " ("
                + columns
                + ")"
                + " OVERRIDING SYSTEM VALUE SELECT "
                + columns
                + " FROM "
                + target.item().staged()
                + " CROSS JOIN (SELECT count(*) FROM gone) AS first RETURNING 1)"
                + " SELECT (SELECT count(*) FROM come), (SELECT count(*) FROM gone)");
    ModelBuilder.drop(session, target.item().relation());
    return new Changes(counts[0], 0, counts[1]);
  }

  /** The columns that get values; the table keeps its columns, unless it may get new ones. */
  private List<String> columns() throws SQLException {
    Catalog.Relation staged = target.staged().orElseThrow();
    if (target.item() instanceof Loaded) {
      return Widening.columns(Widening.run(session, ddl, target), staged);
    }
    if (!types(target.now().orElseThrow()).equals(types(staged))) {
      throw Swap.pinned("table", target.item().target());
    }
    return List.copyOf(types(staged).keySet());
  }

  /** Columns with a value of their own. */
  private static Map<String, ColumnType> types(Catalog.Relation relation) {
    return relation.columns().stream()
        .filter(column -> !column.generated())
        .collect(Collectors.toMap(Column::name, Column::type));
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

package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.StagingTable.Planned;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table that readers see of an output whose batches become visible when they are loaded. What a
 * batch's transaction makes or changes of it is there when the batch is.
 */
final class ContinuousTable {
  private static final String TEMPORARY = "pg_temp";

  private ContinuousTable() {}

  /**
   * How batches go into it, by way of a temporary table. Where it is missing, or lacks columns, it
   * is made or gets them; another batch that comes first at the same time waits.
   */
  static StagingTable open(Session session, LoadBatch batch) throws SQLException {
    Bookkeeping.lock(session, batch.table());
    Optional<Catalog.Relation> found = Catalog.find(session, batch.table());
    if (found.isPresent() && !found.get().isTable()) {
      throw Staging.notATable(batch);
    }
    List<Planned> columns;
    if (found.isPresent()) {
      columns = ColumnMatch.evolve(batch, found.get());
      Evolution evolution = Evolution.of(found.get(), columns);
      evolution.refuseImpossible(session, batch, found.get());
      KeyIndex.require(session, batch, found.get());
      LayoutCheck.run(session, batch, columns, found);
      if (!evolution.isEmpty()) {
        session.execute(
            "ALTER TABLE " + batch.table().quoted() + " " + String.join(", ", evolution.actions()));
      }
    } else {
      columns = ColumnMatch.create(batch);
      LayoutCheck.run(session, batch, columns, found);
      create(session, batch, columns);
    }
    List<Planned> all = new ArrayList<>(columns);
    all.addAll(ColumnMatch.create(batch, LoadColumn.stand()));
    String relation = StagingName.of(batch.split().run(), batch.split().stream(), batch.output());
    return new StagingTable(TEMPORARY, relation, batch.rows().getSchema(), all);
  }

  private static void create(Session session, LoadBatch batch, List<Planned> columns)
      throws SQLException {
    String schema = batch.table().schema();
    if (session.number("SELECT count(*) FROM pg_namespace WHERE nspname = ?", schema) == 0) {
      session.query(
          "SELECT pg_advisory_xact_lock(?, ?)",
          _ -> true,
          Bookkeeping.LOCK_CLASS,
          Bookkeeping.LOCK_CREATE);
      session.execute("CREATE SCHEMA IF NOT EXISTS " + Session.quoted(schema));
    }
    session.execute(
        "CREATE TABLE "
            + batch.table().quoted()
            + " ("
            + definitions(columns, "")
            + ", PRIMARY KEY ("
            + Session.quoted(batch.key())
            + "))");
  }

  private static String definitions(List<Planned> columns, String before) {
    return columns.stream()
        .map(p -> before + Session.quoted(p.column().name()) + " " + p.type().sql())
        .collect(Collectors.joining(", "));
  }

  /**
   * Makes the temporary table, which has the constraints of the real one; it ends with the batch.
   */
  static void arrive(Session session, LoadBatch batch, StagingTable table) throws SQLException {
    session.execute(
        "CREATE TEMPORARY TABLE "
            + Session.quoted(table.relation())
            + " (LIKE "
            + batch.table().quoted()
            + " INCLUDING CONSTRAINTS INCLUDING DEFAULTS INCLUDING GENERATED) ON COMMIT DROP");
    Catalog.Relation target = Catalog.find(session, batch.table()).orElseThrow();
    List<String> brought = table.columns().stream().map(p -> p.column().name()).toList();
    StringBuilder changes = new StringBuilder();
    for (Catalog.Column column : target.columns()) {
      if (column.identity() && !brought.contains(column.name())) {
        changes.append("DROP COLUMN ").append(Session.quoted(column.name())).append(", ");
      }
    }
    for (String column : batch.key()) {
      changes.append("ALTER COLUMN ").append(Session.quoted(column)).append(" SET NOT NULL, ");
    }
    changes.append(
        definitions(
            table.columns().stream()
                .filter(p -> Standing.COLUMNS.contains(p.column().name()))
                .toList(),
            "ADD COLUMN "));
    session.execute("ALTER TABLE " + table.qualified() + " " + changes);
  }
}

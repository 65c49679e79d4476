package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.StagingTable.Planned;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Creates staging tables and knows which ones a run has. */
final class Staging {
  private Staging() {}

  /**
   * A registered staging relation.
   *
   * @param stream empty for models
   * @param rows as audited; empty before
   * @param merges whether it is a model whose rows go into the table that is there
   */
  record Entry(
      String stream, String output, String relation, Optional<Long> rows, boolean merges) {}

  /**
   * The output's staging table, made where it is missing: like the target table if there is one,
   * else from the batch's schema.
   */
  static StagingTable open(Session session, LoadBatch batch) throws SQLException {
    String run = batch.split().run();
    String relation = StagingName.of(run, batch.split().stream(), batch.output());
    session.query(
        "SELECT pg_advisory_xact_lock(?, hashtext(?))",
        _ -> true,
        Bookkeeping.LOCK_CLASS,
        relation);
    Optional<Catalog.Relation> staged = Catalog.find(session, Bookkeeping.STAGING_SCHEMA, relation);
    if (staged.isPresent()) {
      return batch.finish().changes()
          ? Arrivals.find(session, batch, relation)
          : table(
              relation, batch, ColumnMatch.match(batch, LoadColumn.arriving(batch), staged.get()));
    }
    refusePublished(session, batch);
    Optional<Catalog.Relation> target = Catalog.find(session, batch.table());
    List<Planned> columns;
    if (target.isPresent()) {
      columns = like(session, batch, relation, target.get());
    } else {
      columns = ColumnMatch.create(batch);
      create(session, relation, columns);
    }
    LayoutCheck.run(session, batch, columns, target);
    register(session, run, batch.split().stream(), batch.output(), relation, batch.table());
    if (batch.bronze()) {
      RawColumns.stage(session, batch);
    }
    if (batch.mode().keyed()) {
      Brought.note(session, relation, columns);
    }
    if (batch.finish().changes()) {
      return Arrivals.create(session, batch, relation, columns);
    }
    if (batch.mode().keyed()) {
      Standing.add(session, relation);
      columns = new ArrayList<>(columns);
      columns.addAll(ColumnMatch.create(batch, LoadColumn.stand()));
    }
    return table(relation, batch, SplitRows.tell(session, batch, relation, columns));
  }

  /** Makes a table of nothing but these columns. */
  static void create(Session session, String relation, List<Planned> columns) throws SQLException {
    session.execute(
        "CREATE TABLE "
            + StagingName.quoted(relation)
            + " ("
            + columns.stream()
                .map(p -> Session.quoted(p.column().name()) + " " + p.type().sql())
                .collect(Collectors.joining(", "))
            + ") WITH (autovacuum_enabled = false)");
  }

  static StagingTable table(String relation, LoadBatch batch, List<Planned> columns) {
    return new StagingTable(relation, batch.rows().getSchema(), columns);
  }

  private static List<Planned> like(
      Session session, LoadBatch batch, String relation, Catalog.Relation target)
      throws SQLException {
    if (!target.isTable()) {
      throw notATable(batch);
    }
    List<Planned> columns = ColumnMatch.evolve(batch, target);
    Evolution evolution = Evolution.of(target, columns);
    evolution.refuseImpossible(session, batch, target);
    Partitions.refuseOther(session, batch, target);
    KeyIndex.require(session, batch, target);
    session.execute(
        "CREATE TABLE "
            + StagingName.quoted(relation)
            + " (LIKE "
            + batch.table().quoted()
            + " INCLUDING ALL EXCLUDING INDEXES EXCLUDING STATISTICS"
            + (batch.mode().keeps() ? " EXCLUDING IDENTITY)" : ")")
            + " WITH (autovacuum_enabled = false)");
    adapt(session, batch, relation, target, columns, evolution);
    return columns;
  }

  static PermanentException notATable(LoadBatch batch) {
    return new PermanentException(
        new Problem(
            "not-a-table",
            ColumnMatch.where(batch),
            batch.table() + " exists and is not a table.",
            "Drop it or write to another table."));
  }

  /**
   * Staging has the columns that are new, and the wider types; where rows are added, it leaves it
   * to the table to number them.
   */
  private static void adapt(
      Session session,
      LoadBatch batch,
      String relation,
      Catalog.Relation target,
      List<Planned> columns,
      Evolution evolution)
      throws SQLException {
    Set<String> brought =
        columns.stream().map(p -> p.column().name()).collect(Collectors.toUnmodifiableSet());
    List<String> changes = new ArrayList<>();
    for (Catalog.Column column : target.columns()) {
      boolean numbered =
          batch.mode().keeps() && column.identity() && !brought.contains(column.name());
      if (numbered || History.own(batch.mode(), column.name())) {
        changes.add("DROP COLUMN " + Session.quoted(column.name()));
      }
    }
    changes.addAll(evolution.actions());
    if (!changes.isEmpty()) {
      session.execute(
          "ALTER TABLE " + StagingName.quoted(relation) + " " + String.join(", ", changes));
    }
  }

  static void register(
      Session session, String run, String stream, String output, String relation, TableName target)
      throws SQLException {
    session.update(
        """
        INSERT INTO _penstock.staging (run_id, stream, output, relation, target)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT (run_id, stream, output) DO NOTHING
        """,
        run,
        stream,
        output,
        relation,
        target.toString());
  }

  static List<Entry> of(Session session, String run) throws SQLException {
    return session.query(
        "SELECT stream, output, relation, rows, merges FROM _penstock.staging WHERE run_id = ?",
        row ->
            new Entry(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                Optional.ofNullable(row.getObject(4, Long.class)),
                row.getBoolean(5)),
        run);
  }

  private static void refusePublished(Session session, LoadBatch batch) throws SQLException {
    if (Publications.find(session, batch.split().run()).isPresent()) {
      throw new PermanentException(
          Problem.of(
              "already-published",
              ColumnMatch.where(batch),
              "Run " + batch.split().run() + " was published; it takes no more batches."));
    }
  }
}

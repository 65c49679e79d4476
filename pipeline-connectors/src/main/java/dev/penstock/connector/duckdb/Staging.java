package dev.penstock.connector.duckdb;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.duckdb.StagingTable.Planned;
import dev.penstock.definition.Finish;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes staging tables and knows which ones a run has. */
final class Staging {
  private Staging() {}

  /**
   * The table that the batch goes to, made where it is missing; the rows are registered.
   *
   * @throws PermanentException where the output does not fit its table
   */
  static StagingTable open(Session session, LoadBatch batch) throws SQLException {
    Modes.refuse(Items.where(batch.split().stream(), batch.target()), batch.target());
    String run = batch.split().run();
    String relation = StagingName.of(run, batch.split().stream(), batch.output());
    Map<String, String> types = session.columns("SELECT * FROM " + StagingTable.ROWS);
    Optional<Table> target = Table.find(session, batch.table());
    ColumnMatch match = new ColumnMatch(batch, types);
    List<Planned> columns = match.columns(target);
    List<Table.Check> checks = target.map(table -> checks(table, columns)).orElseGet(List::of);
    Optional<Table> staged = Table.staged(session, relation);
    boolean made = staged.isEmpty();
    boolean finished = Finishing.needed(batch.target());
    List<Planned> told = finished || batch.bronze() ? columns : SplitRows.tell(columns, staged);
    if (made) {
      refusePublished(session, batch);
      session.execute(StagingTable.create(relation, told, checks));
      Books.register(session, run, batch.split().stream(), batch.output(), relation, batch.table());
    }
    if (!finished) {
      return new StagingTable(relation, batch.rows().getSchema(), told, checks);
    }
    String arrivals = StagingName.arrivals(relation);
    // A part of a group need not fit what the whole must fit.
    boolean parts = batch.finish() instanceof Finish.Combine;
    List<Planned> arriving = new ArrayList<>(parts ? match.columns(Optional.empty()) : columns);
    match.hidden().forEach(arriving::add);
    if (parts) {
      arriving = SplitRows.tell(arriving, Table.staged(session, arrivals));
    }
    List<Table.Check> kept = parts ? List.of() : checks;
    if (made) {
      session.execute(StagingTable.create(arrivals, arriving, kept));
    }
    return new StagingTable(arrivals, batch.rows().getSchema(), arriving, kept);
  }

  /** The constraints that can be looked at with these columns alone. */
  private static List<Table.Check> checks(Table table, List<Planned> columns) {
    List<String> names = columns.stream().map(p -> p.column().name()).toList();
    return table.checks().stream()
        .filter(check -> check.columns().stream().allMatch(column -> Sql.among(column, names)))
        .toList();
  }

  /** Drops what a run has in staging under a name. */
  static void drop(Session session, String relation) throws SQLException {
    for (String suffix : StagingName.SUFFIXES) {
      Optional<String> kind = kind(session, relation + suffix);
      if (kind.isPresent()) {
        session.execute(
            (kind.get().contains("VIEW") ? "DROP VIEW " : "DROP TABLE ")
                + StagingName.quoted(relation + suffix));
      }
    }
  }

  static boolean there(Session session, String relation) throws SQLException {
    return kind(session, relation).isPresent();
  }

  /** What it is; a view is not looked into, as what it reads may be gone. */
  private static Optional<String> kind(Session session, String relation) throws SQLException {
    return session.first(
        "SELECT table_type FROM information_schema.tables"
            + " WHERE table_catalog = current_database() AND table_schema = ?"
            + " AND table_name = ?",
        row -> row.getString(1),
        Books.STAGING_SCHEMA,
        relation);
  }

  private static void refusePublished(Session session, LoadBatch batch) throws SQLException {
    if (Books.publication(session, batch.split().run()).isPresent()) {
      throw new PermanentException(
          Problem.of(
              "already-published",
              Items.where(batch.split().stream(), batch.target()),
              "Run " + batch.split().run() + " was published; it takes no more batches."));
    }
  }
}

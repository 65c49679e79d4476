package dev.penstock.connector.duckdb;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.duckdb.Items.Loaded;
import dev.penstock.connector.duckdb.Ledger.Position;
import dev.penstock.connector.duckdb.StagingTable.Planned;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which staged rows are of which split, so that those of one that is read again can go. Raw rows
 * and those that compete say it anyway; the others get a hidden column, the last, which is gone
 * before anything but loads sees the table.
 */
final class SplitRows {
  private SplitRows() {}

  /** Adds the column, unless it is among them, or the table was made without it. */
  static List<Planned> tell(List<Planned> columns, Optional<Table> made) {
    String name = Incoming.OF_SPLIT.name();
    boolean known = columns.stream().anyMatch(planned -> planned.column().name().equals(name));
    if (known || made.filter(table -> table.column(name).isEmpty()).isPresent()) {
      return columns;
    }
    List<Planned> all = new ArrayList<>(columns);
    all.add(new Planned(Incoming.OF_SPLIT, Incoming.OF_SPLIT.type(), false));
    return all;
  }

  /** Removes what is staged of the batch's split at its output. */
  static void forget(Session session, LoadBatch batch, Position position) throws SQLException {
    String relation = StagingName.of(batch.split().run(), batch.split().stream(), batch.output());
    String into = Finishing.needed(batch.target()) ? StagingName.arrivals(relation) : relation;
    long removed;
    if (batch.bronze()) {
      removed =
          session.update(
              "DELETE FROM "
                  + StagingName.quoted(into)
                  + " WHERE _batch_id IN (SELECT ? || n FROM range(0, ?) AS numbers(n))",
              batch.split().key() + "/",
              position.sequence() + 1);
    } else if (Table.staged(session, into)
        .flatMap(table -> table.column(Incoming.OF_SPLIT.name()))
        .isPresent()) {
      removed =
          session.update(
              "DELETE FROM "
                  + StagingName.quoted(into)
                  + " WHERE "
                  + Sql.quoted(Incoming.OF_SPLIT.name())
                  + " = ?",
              batch.split().split());
    } else {
      throw wrong(batch, "staged rows do not say which split they are of");
    }
    if (removed != position.loaded()) {
      throw wrong(
          batch,
          "the ledger counts %,d loaded rows of split %s and staging held %,d"
              .formatted(position.loaded(), batch.split(), removed));
    }
  }

  /** Takes the hidden column from staging whose splits are all loaded. */
  static void forgetSplits(Session session, Loaded item) throws SQLException {
    String name = Incoming.OF_SPLIT.name();
    boolean told =
        Table.staged(session, item.relation()).flatMap(table -> table.column(name)).isPresent();
    if (told) {
      session.execute("ALTER TABLE " + item.staged() + " DROP COLUMN " + Sql.quoted(name));
    }
  }

  private static PermanentException wrong(LoadBatch batch, String what) {
    return new PermanentException(
        new Problem(
            "books",
            Items.where(batch.split().stream(), batch.target()),
            "The split cannot be loaded again: " + what + ".",
            "Nothing was published; start a new run."));
  }
}

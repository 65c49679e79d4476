package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.Ledger.Position;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.StagingTable.Planned;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which staged rows are of which split, so that those of one that is read again can go. Most staged
 * rows say it anyway: where they compete, note their lineage or are raw. The others get a hidden
 * column, which is gone before anything but loads sees the table.
 */
final class SplitRows {
  private static final String BATCH = "_batch_id";

  private SplitRows() {}

  /** Gives a table that was just made the column, where its rows do not say it. */
  static List<Planned> tell(
      Session session, LoadBatch batch, String relation, List<Planned> columns)
      throws SQLException {
    List<String> names = columns.stream().map(planned -> planned.column().name()).toList();
    if (batch.bronze() || column(names).isPresent()) {
      return columns;
    }
    List<Planned> split = ColumnMatch.create(batch, List.of(LoadColumn.split()));
    session.execute(
        "ALTER TABLE "
            + StagingName.quoted(relation)
            + " ADD COLUMN "
            + Session.quoted(Standing.SPLIT)
            + " "
            + split.getFirst().type().sql());
    List<Planned> all = new ArrayList<>(columns);
    all.addAll(split);
    return all;
  }

  /** For a table that another batch made. */
  static List<LoadColumn> ofStaged(List<LoadColumn> columns, Catalog.Relation staged) {
    boolean known = columns.stream().anyMatch(column -> column.name().equals(Standing.SPLIT));
    if (known || staged.column(Standing.SPLIT).isEmpty()) {
      return columns;
    }
    List<LoadColumn> all = new ArrayList<>(columns);
    all.add(LoadColumn.split());
    return all;
  }

  /**
   * Removes what is staged of the batch's split at its output. Of rows that are visible when they
   * are loaded nothing goes: they are merged again by their key.
   */
  static void forget(
      Session session, LoadBatch batch, @Nullable StagingTable table, Position position)
      throws SQLException {
    if (table == null || batch.mode() == LoadMode.CONTINUOUS) {
      return;
    }
    long removed = remove(session, batch, table, position);
    if (removed != position.loaded()) {
      throw wrong(
          batch,
          "the ledger counts %,d loaded rows of split %s and staging held %,d"
              .formatted(position.loaded(), batch.split(), removed));
    }
  }

  private static long remove(
      Session session, LoadBatch batch, StagingTable table, Position position) throws SQLException {
    if (batch.bronze()) {
      return session.update(
          "DELETE FROM "
              + table.qualified()
              + " WHERE "
              + BATCH
              + " = ANY (ARRAY(SELECT ? || n FROM generate_series(0, ?::bigint) AS n))",
          batch.split().key() + "/",
          position.sequence());
    }
    List<String> names = table.columns().stream().map(planned -> planned.column().name()).toList();
    String column =
        column(names)
            .orElseThrow(() -> wrong(batch, "staged rows do not say which split they are of"));
    return session.update(
        "DELETE FROM " + table.qualified() + " WHERE " + Session.quoted(column) + " = ?",
        position.id());
  }

  private static Optional<String> column(List<String> names) {
    return List.of(Standing.SPLIT, Lineage.SPLIT).stream().filter(names::contains).findFirst();
  }

  /** Takes the hidden column from staging whose splits are all loaded; costs nothing. */
  static void forgetSplits(Session session, Loaded item) throws SQLException {
    Optional<Catalog.Relation> staged =
        Catalog.find(session, Bookkeeping.STAGING_SCHEMA, item.relation());
    if (staged.isPresent()
        && staged.get().column(Standing.SPLIT).isPresent()
        && !Standing.in(staged.get())) {
      session.execute(
          "ALTER TABLE " + item.staged() + " DROP COLUMN " + Session.quoted(Standing.SPLIT));
    }
  }

  private static PermanentException wrong(LoadBatch batch, String what) {
    return new PermanentException(
        new Problem(
            "books",
            ColumnMatch.where(batch),
            "The split cannot be loaded again: " + what + ".",
            "Nothing was published; start a new run."));
  }
}

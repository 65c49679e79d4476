package dev.penstock.connector.duckdb;

import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.JsonValues;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.duckdb.Ledger.Position;
import dev.penstock.connector.duckdb.Refusals.Refused;
import dev.penstock.connector.staging.StagingCache;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.BaseIntVector;

/** Stages batches: rows and ledger in one transaction. Thread-safe. */
final class Loading {
  static final int SECONDS = 50;

  private final Transactions transactions;
  private final Locks locks;
  private final Clock clock;
  private final StagingCache<StagingTable> cache = new StagingCache<>(StagingTable::schema);

  Loading(Transactions transactions, Locks locks, Clock clock) {
    this.transactions = transactions;
    this.locks = locks;
    this.clock = clock;
  }

  LoadResult load(LoadBatch batch) {
    String where = Items.where(batch.split().stream(), batch.target());
    return locks.with(batch.split().run(), where, () -> load(batch, where));
  }

  private LoadResult load(LoadBatch batch, String where) {
    try {
      return attempt(batch, where);
    } catch (PermanentException e) {
      cache.forget(batch.split().run());
      throw e;
    }
  }

  void forget(String run) {
    cache.forget(run);
  }

  private LoadResult attempt(LoadBatch batch, String where) {
    Instant now = clock.instant();
    Optional<StagingTable> known = Optional.ofNullable(cache.get(batch));
    try {
      Staged staged =
          transactions.run(where, SECONDS, session -> stage(session, batch, now, known, List.of()));
      // What the transaction made is there only now.
      staged.into().ifPresent(table -> cache.put(batch, table));
      return staged.result();
    } catch (RowsRefused e) {
      // The transaction is lost with its first refused row, so the rows are looked at by
      // themselves.
      List<Refused> refused = new Refusals(transactions, batch, now, e.table()).find();
      try {
        return transactions
            .run(where, SECONDS, session -> stage(session, batch, now, known, refused))
            .result();
      } catch (RowsRefused again) {
        throw DuckDbErrors.translate(where, again.error());
      }
    }
  }

  /** Rows of the batch are at fault that were not known to be. */
  private static final class RowsRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient StagingTable table;
    private final SQLException error;

    RowsRefused(StagingTable table, SQLException error) {
      super(error);
      this.table = table;
      this.error = error;
    }

    StagingTable table() {
      return table;
    }

    SQLException error() {
      return error;
    }
  }

  /**
   * What became of a batch.
   *
   * @param into where its rows went; empty where the batch had come before
   */
  private record Staged(LoadResult result, Optional<StagingTable> into) {}

  private static Staged stage(
      Session session,
      LoadBatch batch,
      Instant now,
      Optional<StagingTable> table,
      List<Refused> refused)
      throws SQLException {
    Fence.pass(session, batch.split().run(), batch.epoch());
    Position position = Ledger.find(session, batch.split(), batch.output());
    if (position.has(batch)) {
      return new Staged(answer(position, RefusedRows.of(session, batch)), Optional.empty());
    }
    boolean known = position.epoch() > 0;
    if (position.isBegunAnewBy(batch)) {
      SplitRows.forget(session, batch, position);
      RefusedRows.forget(session, batch);
      position = position.anew(batch.epoch());
    }
    if (!position.isBefore(batch)) {
      throw gap(batch, position);
    }
    StagingTable into =
        session.with(
            StagingTable.ROWS, batch.rows(), () -> insert(session, batch, now, table, refused));
    List<RejectedRecord> rejects = refused.stream().map(row -> reject(batch, row)).toList();
    RefusedRows.keep(session, batch, rejects);
    Position next =
        position.next(batch.epoch(), batch.rows().getRowCount(), rejects.size(), batch.end());
    Ledger.move(session, batch.split(), batch.output(), next, known);
    return new Staged(answer(next, rejects), Optional.of(into));
  }

  private static StagingTable insert(
      Session session,
      LoadBatch batch,
      Instant now,
      Optional<StagingTable> known,
      List<Refused> refused)
      throws SQLException {
    StagingTable table = known.isPresent() ? known.get() : Staging.open(session, batch);
    int rows = batch.rows().getRowCount();
    if (rows == refused.size()) {
      return table;
    }
    try {
      session.execute(
          table.insert(batch, now, 0, rows, refused.stream().map(Refused::row).toList()));
      return table;
    } catch (SQLException e) {
      if (DuckDbErrors.aboutRow(e)) {
        throw new RowsRefused(table, e);
      }
      throw e;
    }
  }

  private static RejectedRecord reject(LoadBatch batch, Refused refused) {
    String place =
        batch.rows().getVector(Columns.PLACE) instanceof BaseIntVector places
                && !places.isNull(refused.row())
            ? Columns.place(batch.origin(), places.getValueAsLong(refused.row()))
            : batch.origin() + ", row " + (refused.row() + 1) + " of batch " + batch.sequence();
    return new RejectedRecord(
        Stage.LOAD,
        ErrorClass.DESTINATION,
        batch.bronze() ? batch.output() : "outputs." + batch.output(),
        refused.rule(),
        refused.message(),
        place,
        JsonValues.record(batch.rows(), refused.row()));
  }

  private static LoadResult answer(Position position, List<RejectedRecord> rejects) {
    return new LoadResult(
        position.sequence(),
        position.read(),
        position.loaded(),
        position.rejected(),
        position.done(),
        rejects);
  }

  private static PermanentException gap(LoadBatch batch, Position position) {
    return new PermanentException(
        new Problem(
            "sequence-gap",
            Items.where(batch.split().stream(), batch.target()),
            "Batch "
                + batch.sequence()
                + " of split "
                + batch.split()
                + " came, but "
                + (position.done()
                    ? "the split had ended with batch " + position.sequence()
                    : "batch " + (position.sequence() + 1) + " is next")
                + "; batches were lost or came out of order.",
            "Start the run again and report this."));
  }
}

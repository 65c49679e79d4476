package dev.penstock.connector.postgres;

import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.JsonValues;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.postgres.Ledger.Position;
import dev.penstock.connector.postgres.copy.CopyBuffer;
import dev.penstock.connector.postgres.copy.EncodedRows;
import dev.penstock.connector.staging.StagingCache;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.arrow.vector.BaseIntVector;
import org.jspecify.annotations.Nullable;

/** Stages batches: rows and ledger in one transaction. Thread-safe. */
final class Loading {
  private static final int MAX_KEPT_BUFFER = 16 << 20;

  private final Transactions transactions;
  private final StagingCache<StagingTable> cache = new StagingCache<>(StagingTable::schema);
  private final BlockingQueue<CopyBuffer> buffers;
  private final Clock clock;

  Loading(Transactions transactions, int parallel, Clock clock) {
    this.transactions = transactions;
    this.buffers = new ArrayBlockingQueue<>(parallel);
    this.clock = clock;
  }

  void forget(String run) {
    cache.forget(run);
  }

  LoadResult load(LoadBatch batch) {
    StagingTable table = cache.get(batch);
    if (table == null && batch.mode() != LoadMode.CONTINUOUS) {
      Prepared prepared =
          transactions.run(ColumnMatch.where(batch), session -> prepare(session, batch));
      switch (prepared) {
        case Before(LoadResult answer) -> {
          return answer;
        }
        case Ready(StagingTable made) -> {
          cache.put(batch, made);
          table = made;
        }
      }
    }
    StagingTable into = table;
    try {
      Staged staged =
          transactions.run(ColumnMatch.where(batch), session -> stage(session, batch, into));
      if (staged.table() != null) {
        cache.put(batch, staged.table());
      }
      return staged.answer();
    } catch (PermanentException e) {
      cache.forget(batch.split().run());
      throw e;
    }
  }

  private sealed interface Prepared {}

  private record Before(LoadResult answer) implements Prepared {}

  private record Ready(StagingTable table) implements Prepared {}

  /** Makes the staging table, unless the batch was loaded before and needs none. */
  private static Prepared prepare(Session session, LoadBatch batch) throws SQLException {
    Fence.share(session, batch.split().run(), batch.epoch());
    Position position = Ledger.peek(session, batch.split(), batch.output());
    return position.has(batch)
        ? new Before(answer(position, RefusedRows.of(session, batch)))
        : new Ready(Staging.open(session, batch));
  }

  /** What was answered, by way of which table. */
  private record Staged(LoadResult answer, @Nullable StagingTable table) {}

  private Staged stage(Session session, LoadBatch batch, @Nullable StagingTable known)
      throws SQLException {
    Fence.share(session, batch.split().run(), batch.epoch());
    Position position = Ledger.lock(session, batch);
    if (position.has(batch)) {
      return new Staged(answer(position, RefusedRows.of(session, batch)), known);
    }
    if (position.isBegunAnewBy(batch)) {
      SplitRows.forget(session, batch, known, position);
      RefusedRows.forget(session, batch);
      position = position.anew(batch.epoch());
    }
    if (!position.isBefore(batch)) {
      throw gap(batch, position);
    }
    StagingTable table = known == null ? ContinuousTable.open(session, batch) : known;
    List<RejectedRecord> rejects =
        batch.rows().getRowCount() == 0
            ? List.of()
            : batch.mode() == LoadMode.CONTINUOUS
                ? merge(session, batch, table, position.id())
                : copy(session, batch, table, position.id(), _ -> {});
    RefusedRows.keep(session, batch, rejects);
    Position next = position.next(batch.rows().getRowCount(), rejects.size(), batch.end());
    Ledger.move(session, batch.split(), batch.output(), next);
    return new Staged(answer(next, rejects), table);
  }

  /** Readers see the rows when the transaction ends. */
  private List<RejectedRecord> merge(
      Session session, LoadBatch batch, StagingTable table, int split) throws SQLException {
    ContinuousTable.arrive(session, batch, table);
    Origins.load(session, batch, table, split);
    ContinuousMerge merge = new ContinuousMerge(session, batch, table);
    List<RejectedRecord> rejects = copy(session, batch, table, split, merge::run);
    Ledger.changed(session, split, batch.split(), merge.changes());
    return rejects;
  }

  private List<RejectedRecord> copy(
      Session session, LoadBatch batch, StagingTable table, int split, RowCopy.Copied copied)
      throws SQLException {
    CopyBuffer buffer = Optional.ofNullable(buffers.poll()).orElseGet(CopyBuffer::new);
    try {
      EncodedRows rows =
          EncodedRows.encode(
              table.encoders(batch, clock.instant(), split), batch.rows().getRowCount(), buffer);
      List<Refused> refused = new ArrayList<>();
      for (EncodedRows.Refused row : rows.refused()) {
        String column = table.columns().get(row.column()).column().name();
        refused.add(new Refused(row.row(), row.rule(), column + ": " + row.message()));
      }
      new RowCopy(
              session,
              table.copySql(),
              rows,
              (index, error) -> {
                RowError why = error(error, batch, table);
                refused.add(new Refused(rows.batchRow(index), why.rule(), why.message()));
              },
              copied)
          .run(error -> error(error, batch, table).line());
      return refused.stream()
          .sorted(Comparator.comparingInt(Refused::row))
          .map(row -> reject(batch, row))
          .toList();
    } finally {
      if (buffer.capacity() <= MAX_KEPT_BUFFER) {
        boolean _ = buffers.offer(buffer);
      }
    }
  }

  private record Refused(int row, String rule, String message) {}

  private static RowError error(SQLException error, LoadBatch batch, StagingTable table) {
    return RowError.of(error, table.relation(), batch.table().table());
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
            ColumnMatch.where(batch),
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

package dev.penstock.connector.postgres;

import dev.penstock.batch.SplitId;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.PublishResult.Changes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What has been loaded of each split and output: one row that moves on with every batch, and begins
 * anew with the first batch of a higher epoch.
 */
final class Ledger {
  private static final String KEY = " WHERE run_id = ? AND stream = ? AND output = ? AND split = ?";

  private static final String SELECT =
      "SELECT id, epoch, sequence, read, loaded, rejected, done FROM _penstock.load" + KEY;

  private Ledger() {}

  /**
   * A split's state.
   *
   * @param id number of the ledger's row, 0 before it is there
   * @param epoch in which the split is loaded
   * @param sequence of the last batch that is loaded, -1 before the first
   */
  record Position(
      int id, int epoch, long sequence, long read, long loaded, long rejected, boolean done) {
    static final Position START = new Position(0, 0, -1, 0, 0, 0, false);

    /** Whether the batch was loaded before. */
    boolean has(LoadBatch batch) {
      return batch.epoch() == epoch && batch.sequence() <= sequence;
    }

    /** Whether the batch is the first of a split that is read again. */
    boolean isBegunAnewBy(LoadBatch batch) {
      return batch.epoch() > epoch && batch.sequence() == 0 && sequence >= 0;
    }

    /** Whether the batch is the next one. */
    boolean isBefore(LoadBatch batch) {
      return batch.epoch() == epoch && batch.sequence() == sequence + 1 && !done;
    }

    /** As if nothing had been loaded. */
    Position anew(int inEpoch) {
      return new Position(id, inEpoch, -1, 0, 0, 0, false);
    }

    Position next(long rows, long refused, boolean end) {
      return new Position(
          id, epoch, sequence + 1, read + rows, loaded + rows - refused, rejected + refused, end);
    }
  }

  /** The state as of the last commit, without waiting for a writer. */
  static Position peek(Session session, SplitId split, String output) throws SQLException {
    return select(session, SELECT, split, output).orElse(Position.START);
  }

  /** The state, which stays as it is until this transaction ends. */
  static Position lock(Session session, LoadBatch batch) throws SQLException {
    SplitId split = batch.split();
    String output = batch.output();
    Optional<Position> found = select(session, SELECT + " FOR UPDATE", split, output);
    if (found.isEmpty()) {
      session.update(
          """
          INSERT INTO _penstock.load
          (run_id, stream, output, split, origin, epoch, sequence, read, loaded, rejected, done)
          VALUES (?, ?, ?, ?, ?, ?, -1, 0, 0, 0, false) ON CONFLICT DO NOTHING
          """,
          split.run(),
          split.stream(),
          output,
          split.split(),
          batch.origin(),
          batch.epoch());
      found = select(session, SELECT + " FOR UPDATE", split, output);
    }
    return found.orElse(Position.START);
  }

  static void move(Session session, SplitId split, String output, Position to) throws SQLException {
    session.update(
        "UPDATE _penstock.load SET epoch = ?, sequence = ?, read = ?, loaded = ?,"
            + " rejected = ?, done = ?"
            + KEY,
        to.epoch(),
        to.sequence(),
        to.read(),
        to.loaded(),
        to.rejected(),
        to.done(),
        split.run(),
        split.stream(),
        output,
        split.split());
  }

  /** Adds to what the split's batches did to rows that readers see at once. */
  static void changed(Session session, int id, SplitId split, Changes changes) throws SQLException {
    session.update(
        """
        UPDATE _penstock.load SET inserted = inserted + ?, updated = updated + ?
        WHERE id = ? AND run_id = ?
        """,
        changes.inserted(),
        changes.updated(),
        id,
        split.run());
  }

  /** What all batches of an output did to rows that readers see at once. */
  static Changes changes(Session session, String run, String stream, String output)
      throws SQLException {
    return session
        .first(
            """
            SELECT coalesce(sum(inserted), 0), coalesce(sum(updated), 0) FROM _penstock.load
            WHERE run_id = ? AND stream = ? AND output = ?
            """,
            row -> new Changes(row.getLong(1), row.getLong(2), 0),
            run,
            stream,
            output)
        .orElseThrow();
  }

  private static Optional<Position> select(
      Session session, String sql, SplitId split, String output) throws SQLException {
    return session.first(sql, Ledger::read, split.run(), split.stream(), output, split.split());
  }

  private static Position read(ResultSet row) throws SQLException {
    return new Position(
        row.getInt(1),
        row.getInt(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getBoolean(7));
  }
}

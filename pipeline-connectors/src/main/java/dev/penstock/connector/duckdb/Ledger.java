package dev.penstock.connector.duckdb;

import dev.penstock.batch.SplitId;
import dev.penstock.connector.LoadBatch;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What has been loaded of each split and output: one row that moves on with every batch, and begins
 * anew with the first batch of a higher epoch.
 */
final class Ledger {
  private static final String KEY = " WHERE run_id = ? AND stream = ? AND output = ? AND split = ?";

  private static final String SELECT =
      "SELECT epoch, sequence, read, loaded, rejected, done FROM _penstock.load" + KEY;

  private Ledger() {}

  /**
   * A split's state.
   *
   * @param epoch in which the split is loaded; 0 before the ledger has a row of it
   * @param sequence of the last batch that is loaded, -1 before the first
   */
  record Position(int epoch, long sequence, long read, long loaded, long rejected, boolean done) {
    static final Position START = new Position(0, -1, 0, 0, 0, false);

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
      return (epoch == 0 || batch.epoch() == epoch) && batch.sequence() == sequence + 1 && !done;
    }

    /** As if nothing had been loaded. */
    Position anew(int inEpoch) {
      return new Position(inEpoch, -1, 0, 0, 0, false);
    }

    Position next(int inEpoch, long rows, long refused, boolean end) {
      return new Position(
          inEpoch, sequence + 1, read + rows, loaded + rows - refused, rejected + refused, end);
    }
  }

  static Position find(Session session, SplitId split, String output) throws SQLException {
    return session
        .first(SELECT, Ledger::read, split.run(), split.stream(), output, split.split())
        .orElse(Position.START);
  }

  /**
   * Moves on.
   *
   * @param known whether the ledger has a row of the split
   */
  static void move(Session session, SplitId split, String output, Position to, boolean known)
      throws SQLException {
    String sql =
        known
            ? "UPDATE _penstock.load SET epoch = ?, sequence = ?, read = ?, loaded = ?,"
                + " rejected = ?, done = ?"
                + KEY
            : "INSERT INTO _penstock.load (epoch, sequence, read, loaded, rejected, done,"
                + " run_id, stream, output, split) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    session.update(
        sql,
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

  private static Position read(ResultSet row) throws SQLException {
    return new Position(
        row.getInt(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getBoolean(6));
  }
}

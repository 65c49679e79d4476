package dev.penstock.connector.duckdb;

import dev.penstock.batch.SplitId;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What has been loaded of each split and output: one row that moves on with every batch. */
final class Ledger {
  private static final String KEY = " WHERE run_id = ? AND stream = ? AND output = ? AND split = ?";

  private static final String SELECT =
      "SELECT sequence, read, loaded, rejected, done FROM _penstock.load" + KEY;

  private Ledger() {}

  /**
   * A split's state.
   *
   * @param sequence of the last batch that is loaded, -1 before the first
   */
  record Position(long sequence, long read, long loaded, long rejected, boolean done) {
    static final Position START = new Position(-1, 0, 0, 0, false);

    Position next(long rows, long refused, boolean end) {
      return new Position(
          sequence + 1, read + rows, loaded + rows - refused, rejected + refused, end);
    }
  }

  static Position find(Session session, SplitId split, String output) throws SQLException {
    return session
        .first(SELECT, Ledger::read, split.run(), split.stream(), output, split.split())
        .orElse(Position.START);
  }

  static void move(Session session, SplitId split, String output, Position to) throws SQLException {
    String sql =
        to.sequence() == 0
            ? "INSERT INTO _penstock.load (sequence, read, loaded, rejected, done,"
                + " run_id, stream, output, split) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            : "UPDATE _penstock.load SET sequence = ?, read = ?, loaded = ?, rejected = ?, done = ?"
                + KEY;
    session.update(
        sql,
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
        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getBoolean(5));
  }
}

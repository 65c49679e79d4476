package dev.penstock.connector.postgres;

import dev.penstock.connector.Fenced;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * One row per run with the highest epoch and whether the run is closed. Writers hold it shared
 * until they commit; publish, clean, and the first and the last transaction of an audit hold it
 * alone. So whoever closes a run waits for the writers before it, and the writers behind it find it
 * closed. The row also names the audit at work, so that only the latest one goes on and a publish
 * knows that it is not over.
 */
final class Fence {
  private Fence() {}

  private record State(int epoch, boolean closed) {}

  /** Lets other writers of the run go on beside this one. */
  static void share(Session session, String run, int epoch) throws SQLException {
    Optional<State> found =
        session.first(
            "SELECT epoch, closed FROM _penstock.run WHERE run_id = ? AND epoch >= ? FOR SHARE",
            Fence::state,
            run,
            epoch);
    if (found.isPresent()) {
      pass(session, run, epoch, found.get());
    } else {
      // The first of its epoch holds the row alone: two that share it could not both move it.
      hold(session, run, epoch);
    }
  }

  /** Waits for all writers of the run and keeps them out. */
  static void hold(Session session, String run, int epoch) throws SQLException {
    Optional<State> found = lock(session, run);
    if (found.isEmpty()) {
      session.update(
          "INSERT INTO _penstock.run (run_id, epoch) VALUES (?, ?) ON CONFLICT DO NOTHING",
          run,
          epoch);
      found = lock(session, run);
    }
    pass(session, run, epoch, found.orElseThrow(() -> new Fenced(run, epoch)));
  }

  /** Begins an audit, alone: work of an audit before it no longer passes. */
  static void begin(Session session, String run, int epoch, String audit) throws SQLException {
    hold(session, run, epoch);
    session.update("UPDATE _penstock.run SET audit = ? WHERE run_id = ?", audit, run);
  }

  /** Ends an audit; the caller holds the run alone. */
  static void end(Session session, String run) throws SQLException {
    session.update("UPDATE _penstock.run SET audit = NULL WHERE run_id = ?", run);
  }

  /** Whether an audit was begun and has not come to its end. */
  static boolean auditing(Session session, String run) throws SQLException {
    String sql = "SELECT count(*) FROM _penstock.run WHERE run_id = ? AND audit IS NOT NULL";
    return session.number(sql, run) > 0;
  }

  /** Goes on with an audit beside other work of it. */
  static void share(Session session, String run, int epoch, String audit) throws SQLException {
    share(session, run, epoch);
    compare(session, run, audit);
  }

  /** Goes on with an audit alone. */
  static void hold(Session session, String run, int epoch, String audit) throws SQLException {
    hold(session, run, epoch);
    compare(session, run, audit);
  }

  /**
   * Another process may have taken the run over, or be about to lose it: whoever still has the
   * order tries again.
   */
  private static void compare(Session session, String run, String audit) throws SQLException {
    long same =
        session.number(
            "SELECT count(*) FROM _penstock.run WHERE run_id = ? AND audit = ?", run, audit);
    if (same == 0) {
      throw new TransientException(
          Problem.of("conflict", "run " + run, "Another process has begun to audit the run."),
          null);
    }
  }

  private static void pass(Session session, String run, int epoch, State state)
      throws SQLException {
    if (state.closed() || epoch < state.epoch()) {
      throw new Fenced(run, epoch);
    }
    if (epoch > state.epoch()) {
      session.update("UPDATE _penstock.run SET epoch = ? WHERE run_id = ?", epoch, run);
    }
  }

  private static Optional<State> lock(Session session, String run) throws SQLException {
    return session.first(
        "SELECT epoch, closed FROM _penstock.run WHERE run_id = ? FOR UPDATE", Fence::state, run);
  }

  private static State state(ResultSet row) throws SQLException {
    return new State(row.getInt(1), row.getBoolean(2));
  }

  /** Closes the run, also one that never wrote here: its zombies may still come. */
  static void close(Session session, String run, int epoch) throws SQLException {
    int changed =
        session.update(
            """
            INSERT INTO _penstock.run AS r (run_id, epoch, closed, closed_at)
            VALUES (?, ?, true, now())
            ON CONFLICT (run_id) DO UPDATE
            SET epoch = excluded.epoch, closed = true, closed_at = coalesce(r.closed_at, now())
            WHERE r.epoch <= excluded.epoch
            """,
            run,
            epoch);
    if (changed == 0) {
      throw new Fenced(run, epoch);
    }
  }
}

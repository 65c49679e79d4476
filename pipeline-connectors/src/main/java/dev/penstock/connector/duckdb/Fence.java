package dev.penstock.connector.duckdb;

import dev.penstock.connector.Fenced;
import java.sql.SQLException;
import java.util.Optional;

/**
 * One row per run with the highest epoch and whether the run is closed. It is read and moved in the
 * transaction of the work, under the run's lock.
 */
final class Fence {
  private Fence() {}

  private record State(int epoch, boolean closed) {}

  /** Lets the work go on, or says that nobody wants it any more. */
  static void pass(Session session, String run, int epoch) throws SQLException {
    Optional<State> found = find(session, run);
    if (found.isEmpty()) {
      session.update("INSERT INTO _penstock.run (run_id, epoch) VALUES (?, ?)", run, epoch);
      return;
    }
    if (found.get().closed() || epoch < found.get().epoch()) {
      throw new Fenced(run, epoch);
    }
    if (epoch > found.get().epoch()) {
      session.update("UPDATE _penstock.run SET epoch = ? WHERE run_id = ?", epoch, run);
    }
  }

  /** Closes the run, also one that never wrote here. */
  static void close(Session session, String run, int epoch) throws SQLException {
    Optional<State> found = find(session, run);
    if (found.isPresent() && epoch < found.get().epoch()) {
      throw new Fenced(run, epoch);
    }
    if (found.isEmpty()) {
      session.update(
          "INSERT INTO _penstock.run (run_id, epoch, closed, closed_at)"
              + " VALUES (?, ?, true, now())",
          run,
          epoch);
    } else {
      session.update(
          "UPDATE _penstock.run SET epoch = ?, closed = true, closed_at = coalesce(closed_at, now())"
              + " WHERE run_id = ?",
          epoch,
          run);
    }
  }

  private static Optional<State> find(Session session, String run) throws SQLException {
    return session.first(
        "SELECT epoch, closed FROM _penstock.run WHERE run_id = ?",
        row -> new State(row.getInt(1), row.getBoolean(2)),
        run);
  }
}

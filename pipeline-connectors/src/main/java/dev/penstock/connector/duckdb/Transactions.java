package dev.penstock.connector.duckdb;

import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/**
 * Runs work in one transaction: it commits, or leaves no trace. A transaction sees the database as
 * it was when it began. Thread-safe.
 */
final class Transactions {
  private final DatabaseFile file;

  /** What is done in a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T in(Session session) throws SQLException;
  }

  Transactions(DatabaseFile file) {
    this.file = file;
  }

  /**
   * Runs and commits. An error of a statement must leave the work: DuckDB has given up the
   * transaction then.
   *
   * @param where the place that an error names
   * @param seconds how long a statement may take
   */
  <T> T run(String where, int seconds, Work<T> work) {
    return run(where, seconds, work, true);
  }

  /** Runs and takes it back. */
  <T> T undo(String where, int seconds, Work<T> work) {
    return run(where, seconds, work, false);
  }

  private <T> T run(String where, int seconds, Work<T> work, boolean keep) {
    boolean fatal = false;
    try {
      DuckDBConnection connection = file.lease();
      try {
        connection.setAutoCommit(false);
        try {
          T result = work.in(new Session(connection, seconds));
          if (keep) {
            connection.commit();
          } else {
            connection.rollback();
          }
          return result;
        } catch (SQLException | RuntimeException | Error e) {
          rollback(connection, e);
          throw e;
        }
      } catch (SQLException e) {
        fatal = DuckDbErrors.fatal(e);
        throw e;
      } finally {
        file.giveBack(connection, fatal);
      }
    } catch (SQLException e) {
      throw DuckDbErrors.translate(where, e);
    }
  }

  private static void rollback(DuckDBConnection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}

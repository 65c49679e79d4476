package dev.penstock.connector.postgres;

import dev.penstock.connector.database.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Runs work in one transaction of a pooled connection: it commits, or leaves no trace. Thread-safe.
 */
final class Transactions {
  private final Connections connections;

  /** Where connections come from; autocommit is off. */
  @FunctionalInterface
  interface Connections {
    Connection open() throws SQLException;
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T in(Session session) throws SQLException;
  }

  Transactions(Connections connections) {
    this.connections = connections;
  }

  /**
   * Runs and commits.
   *
   * @param where the place that an error names
   * @throws dev.penstock.error.TransientException also where the commit's answer was lost: the work
   *     may then be done
   */
  <T> T run(String where, Work<T> work) {
    try (Connection connection = connections.open()) {
      try {
        T result = work.in(new Session(connection));
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollback(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw SqlErrors.translate(where, e);
    }
  }

  private static void rollback(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}

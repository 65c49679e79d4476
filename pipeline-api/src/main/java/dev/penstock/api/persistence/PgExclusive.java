package dev.penstock.api.persistence;

import dev.penstock.api.persistence.Database.DatabaseException;
import dev.penstock.api.store.Exclusive;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Advisory locks of PostgreSQL, held by an open transaction: whoever dies gives them back with its
 * connection.
 */
@ApplicationScoped
class PgExclusive implements Exclusive {
  /** Any number that no other program locks in this database. */
  private static final int NAMESPACE = 0x50454e53;

  private final DataSource pool;

  PgExclusive(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public boolean tryRun(Job job, Runnable work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        boolean mine = lock(connection, job);
        if (mine) {
          work.run();
        }
        return mine;
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw JtaTransactions.told(new DatabaseException(e));
    }
  }

  static boolean lock(Connection connection, Job job) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select pg_try_advisory_xact_lock(?, ?)")) {
      Database.bind(statement, NAMESPACE, job.ordinal());
      try (ResultSet result = statement.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }
}

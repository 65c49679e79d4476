package dev.penstock.connector.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.connector.Connection;
import dev.penstock.connector.database.DatabaseConnectionType;
import dev.penstock.connector.database.Server;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;

/** The bounded pool of a destination. Every wait in it has an end. */
final class Pool {
  static final int DEFAULT_SIZE = DatabaseConnectionType.POOL_SIZE;

  /**
   * Waiting for a lock longer than this is a transient error; clean, audit and publish set theirs.
   */
  private static final String SESSION =
      "SET lock_timeout = '10s';"
          + "SET statement_timeout = '50s';"
          // A writer that was stopped or cut off must not keep the run's fence.
          + "SET idle_in_transaction_session_timeout = '30s';"
          + "SET tcp_keepalives_idle = 20;"
          + "SET tcp_keepalives_interval = 5;"
          + "SET tcp_keepalives_count = 3;"
          // Models that turn instants into dates give the same answer on every machine.
          + "SET timezone = 'UTC'";

  private Pool() {}

  static HikariDataSource open(Connection connection) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("penstock-" + connection.name());
    config.setJdbcUrl(Server.POSTGRESQL.url(connection));
    connection.setting("username").ifPresent(config::setUsername);
    connection.setting("password").ifPresent(config::setPassword);
    config.setMaximumPoolSize(size(connection));
    config.setMinimumIdle(0);
    config.setIdleTimeout(60_000);
    config.setConnectionTimeout(10_000);
    config.setValidationTimeout(5_000);
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionInitSql(SESSION);
    // In a transaction of its own: what a transaction sets is taken back with it.
    config.setIsolateInternalQueries(true);
    config.addDataSourceProperty("ApplicationName", "penstock");
    config.addDataSourceProperty("connectTimeout", "10");
    config.addDataSourceProperty("loginTimeout", "10");
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new HikariDataSource(config);
  }

  static int size(Connection connection) {
    String text = connection.setting("pool_size").orElse(Integer.toString(DEFAULT_SIZE));
    try {
      int size = Integer.parseInt(text);
      if (size >= 1 && size <= 100) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Told below, together with numbers out of range.
    }
    throw new PermanentException(
        Problem.of(
            "connection-setting",
            "connections." + connection.name() + ".pool_size",
            "The size of a pool is a whole number from 1 to 100."));
  }
}

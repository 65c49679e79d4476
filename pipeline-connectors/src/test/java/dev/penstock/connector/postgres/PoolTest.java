package dev.penstock.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PoolTest {
  private final TestDatabase database;

  PoolTest(TestDatabase database) {
    this.database = database;
  }

  /** What a transaction sets is taken back with it. */
  @Test
  void theSettingsOfASessionOutliveARollback() throws SQLException {
    try (HikariDataSource pool = Pool.open(database.connection());
        Connection connection = pool.getConnection()) {
      connection.rollback();

      assertThat(shown(connection, "lock_timeout")).isEqualTo("10s");
      assertThat(shown(connection, "statement_timeout")).isEqualTo("50s");
      assertThat(shown(connection, "idle_in_transaction_session_timeout")).isEqualTo("30s");
      assertThat(shown(connection, "timezone")).isEqualTo("UTC");
    }
  }

  private static String shown(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }
}

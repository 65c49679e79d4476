package dev.penstock.connector.audit;

import dev.penstock.connector.postgres.PostgresExtension;
import dev.penstock.connector.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresCheckEngineTest extends AbstractCheckEngineTest {
  private final TestDatabase database;

  PostgresCheckEngineTest(TestDatabase database) {
    this.database = database;
  }

  @Override
  Connection connect() throws SQLException {
    Connection connection = database.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE SCHEMA IF NOT EXISTS mine; SET search_path = mine; SET TIME ZONE 'UTC'");
    }
    return connection;
  }

  @Override
  String order() {
    return "ctid";
  }
}

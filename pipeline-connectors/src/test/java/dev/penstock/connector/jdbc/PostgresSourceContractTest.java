package dev.penstock.connector.jdbc;

import dev.penstock.connector.postgres.PostgresExtension;
import dev.penstock.connector.postgres.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresSourceContractTest extends AbstractJdbcContractTest {
  private Db db;

  @BeforeAll
  void fill(TestDatabase database) {
    db = Db.of(database);
    fill();
  }

  @Override
  Db db() {
    return db;
  }
}

package dev.penstock.connector.jdbc;

import dev.penstock.connector.postgres.PostgresExtension;
import dev.penstock.connector.postgres.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresSourceTest extends AbstractJdbcSourceTest {
  private Db db;

  @BeforeEach
  void open(TestDatabase database) {
    db = Db.of(database);
  }

  @Override
  Db db() {
    return db;
  }
}

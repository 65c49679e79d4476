package dev.penstock.connector.jdbc;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
class MariaDbSourceContractTest extends AbstractJdbcContractTest {
  private Db db;

  @BeforeAll
  void fill(Db database) {
    db = database;
    fill();
  }

  @Override
  Db db() {
    return db;
  }
}

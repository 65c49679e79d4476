package dev.penstock.connector.jdbc;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
class MariaDbSourceTest extends AbstractJdbcSourceTest {
  private Db db;

  @BeforeEach
  void open(Db database) {
    db = database;
  }

  @Override
  Db db() {
    return db;
  }
}

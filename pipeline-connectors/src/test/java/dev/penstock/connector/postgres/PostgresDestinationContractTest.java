package dev.penstock.connector.postgres;

import dev.penstock.connector.AbstractScopeContractTest;
import dev.penstock.connector.Destination;
import dev.penstock.definition.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class PostgresDestinationContractTest extends AbstractScopeContractTest {
  private final TestDatabase database;

  PostgresDestinationContractTest(TestDatabase database) {
    this.database = database;
  }

  @Override
  protected Destination open() {
    return database.open();
  }

  @Override
  protected Optional<List<String>> read(TableName table) {
    boolean exists = !database.value("SELECT to_regclass('" + table.quoted() + "')").equals("∅");
    return exists
        ? Optional.of(database.rows("SELECT * FROM " + table.quoted() + " ORDER BY 1"))
        : Optional.empty();
  }

  @Override
  protected String trace(TableName table) {
    return database
        .rows("SELECT tableoid, xmin, ctid FROM " + table.quoted() + " ORDER BY ctid")
        .toString();
  }

  @Override
  protected List<String> staging() {
    return database.staging();
  }

  @Override
  protected String countByName() {
    return "SELECT name, count(*) AS orders FROM {ref:orders} GROUP BY name";
  }
}

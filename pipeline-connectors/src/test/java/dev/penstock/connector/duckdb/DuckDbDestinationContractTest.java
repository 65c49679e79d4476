package dev.penstock.connector.duckdb;

import dev.penstock.connector.AbstractScopeContractTest;
import dev.penstock.connector.Destination;
import dev.penstock.definition.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class DuckDbDestinationContractTest extends AbstractScopeContractTest {
  private final Duck duck;

  DuckDbDestinationContractTest(@TempDir Path folder) {
    // A file that is opened again counts its tables anew, and trace() would see other ones.
    duck = new Duck(folder.resolve("warehouse.duckdb"), Duration.ofMinutes(1));
  }

  @Override
  protected Destination open() {
    return duck.destination();
  }

  @Override
  protected Optional<List<String>> read(TableName table) {
    String there =
        duck.value(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = '"
                + table.schema()
                + "' AND table_name = '"
                + table.table()
                + "'");
    return there.equals("0")
        ? Optional.empty()
        : Optional.of(duck.rows("SELECT * FROM " + table.quoted() + " ORDER BY 1"));
  }

  @Override
  protected String trace(TableName table) {
    String oid =
        duck.value(
            "SELECT table_oid FROM duckdb_tables() WHERE schema_name = '"
                + table.schema()
                + "' AND table_name = '"
                + table.table()
                + "'");
    return oid + duck.rows("SELECT rowid FROM " + table.quoted() + " ORDER BY 1");
  }

  @Override
  protected List<String> staging() {
    return duck.staging();
  }

  @Override
  protected String countByName() {
    return "SELECT name, count(*) AS orders FROM {ref:orders} GROUP BY name";
  }
}

package dev.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The page about the tables names each of them. */
@QuarkusTest
class TablesReferenceTest extends ApiTestBase {
  @Inject DataSource database;

  @Test
  void everyTableOfTheApiIsOnThePage() throws Exception {
    String page = Files.readString(Path.of("../docs/reference/tables.md"));
    List<String> tables = new ArrayList<>();
    try (Connection connection = database.getConnection();
        ResultSet found =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")) {
      while (found.next()) {
        tables.add(found.getString(1));
      }
    }

    assertThat(tables).contains("run", "outbox");
    assertThat(tables)
        .filteredOn(table -> !table.startsWith("qrtz_"))
        .allSatisfy(table -> assertThat(page).contains("`" + table + "`"));
  }
}

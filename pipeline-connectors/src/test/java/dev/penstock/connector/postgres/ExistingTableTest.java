package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Destination;
import dev.penstock.connector.Vectors;
import dev.penstock.error.PermanentException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class ExistingTableTest {
  private final TestDatabase database;
  private final Destination destination;

  ExistingTableTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
  }

  @AfterEach
  void close() {
    destination.close();
  }

  @Test
  void namesEveryColumnThatDoesNotFitBeforeTheFirstRow() {
    database.run(
        """
        CREATE SCHEMA silver;
        CREATE TABLE silver.things (id bigint, amount bigint[], at date, gone text,
          made_up int GENERATED ALWAYS AS (1) STORED, filled int DEFAULT 1)
        """);

    assertThatThrownBy(
            () ->
                load(
                    new String[] {"id", "name"},
                    field("id", Vectors.BIGINT),
                    field("amount", Vectors.decimal(10, 2)),
                    field("at", Vectors.TIMESTAMP),
                    field("more", Vectors.TEXT)))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("table-columns");
              assertThat(e.problem().where())
                  .isEqualTo("streams.things.outputs.things (table silver.things)");
              assertThat(e.problem().message())
                  .contains("\"amount\" is numeric(10,2) in the output and bigint[] in the table")
                  .contains(
                      "\"at\" is timestamp without time zone in the output and date in the table")
                  .contains("\"gone\" is in the table and not in the output")
                  .contains("\"name\" is in the key and not in the output")
                  .doesNotContain("more")
                  .doesNotContain("made_up")
                  .doesNotContain("filled");
              assertThat(e.problem().advice()).isNotEmpty();
            });
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void refusesAViewInTheTablesPlace() {
    database.run("CREATE SCHEMA silver; CREATE VIEW silver.things AS SELECT 1 AS id");

    assertThatThrownBy(() -> load(new String[0], field("id", Vectors.INT)))
        .hasMessageContaining("silver.things exists and is not a table");
  }

  @Test
  void refusesNamesAndTypesThatPostgresDoesNotHave() {
    assertThatThrownBy(
            () ->
                load(
                    new String[0],
                    field("x".repeat(64), Vectors.INT),
                    field("big", new org.apache.arrow.vector.types.pojo.ArrowType.Int(64, false))))
        .hasMessageContaining("x".repeat(64))
        .hasMessageContaining("\"big\" has type Int(64, false)");
  }

  @Test
  void takesColumnNamesAsTheyAre() {
    String odd = "Cost: Total $ \"x\"; ä?";

    load(new String[0], field(odd, Vectors.INT), field("select", Vectors.INT));

    assertThat(
            database.rows(
                "SELECT attname FROM pg_attribute WHERE attnum > 0"
                    + " AND attname <> '_penstock_split' AND attrelid = '_penstock_staging."
                    + StagingName.of("r1", "things", "things")
                    + "'::regclass"))
        .containsExactly(odd, "select");
  }

  private void load(String[] key, org.apache.arrow.vector.types.pojo.Field... fields) {
    try (LoadHarness harness = new LoadHarness(destination, schema(fields), key)) {
      harness.load("r1", 0, List.of());
    }
  }
}

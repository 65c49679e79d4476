package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Destination;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.Contract;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class WideningTest {
  private static final Schema NARROW =
      schema(field("id", Vectors.INT), field("price", Vectors.decimal(6, 1)));
  private static final Schema WIDE =
      schema(field("id", Vectors.BIGINT), field("price", Vectors.decimal(9, 2)));
  private static final long BIG = 9_000_000_000L;

  private final TestDatabase database;
  private final Destination destination;
  private final OutputHarness harness;

  WideningTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness = new OutputHarness(destination);
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  @Test
  void aTableThatRowsAreAddedToGetsWiderTypes() {
    harness.adding().key("id").publish("r1", NARROW, List.of(List.of(1, dec("2.5"))));

    var published = harness.publish("r2", WIDE, List.of(List.of(BIG, dec("1234567.25"))));

    assertThat(database.rows("SELECT * FROM silver.things ORDER BY id"))
        .containsExactly("1|2.50", BIG + "|1234567.25");
    assertThat(types()).containsExactly("id|bigint", "price|numeric(9,2)");
    assertThat(published.ddl())
        .containsExactly(
            "ALTER TABLE \"silver\".\"things\" ALTER COLUMN \"id\" SET DATA TYPE bigint,"
                + " ALTER COLUMN \"price\" SET DATA TYPE numeric(9,2)");
    // Narrower ones go on fitting.
    assertThat(harness.publish("r3", NARROW, List.of(List.of(3, dec("3.5")))).ddl()).isEmpty();
  }

  @Test
  void aTableThatIsExchangedIsToldInTheSameWords() {
    harness.key("id").publish("r1", NARROW, List.of(List.of(1, dec("2.5"))));

    var published = harness.publish("r2", WIDE, List.of(List.of(BIG, dec("1234567.25"))));

    assertThat(types()).containsExactly("id|bigint", "price|numeric(9,2)");
    assertThat(published.ddl())
        .containsExactly(
            "ALTER TABLE \"silver\".\"things\" ALTER COLUMN \"id\" SET DATA TYPE bigint,"
                + " ALTER COLUMN \"price\" SET DATA TYPE numeric(9,2)");
    assertThat(harness.publish("r3", WIDE, List.of(List.of(1L, dec("1.25")))).ddl()).isEmpty();
  }

  @Test
  void aTableThatMustStayGetsWiderTypesToo() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.things (id int PRIMARY KEY, price numeric(6,1),"
            + " at timestamptz DEFAULT '2020-01-01'); CREATE INDEX mine ON silver.things (price)");

    harness.key("id").publish("r1", WIDE, List.of(List.of(BIG, dec("1234567.25"))));

    assertThat(database.rows("SELECT id, price FROM silver.things"))
        .containsExactly(BIG + "|1234567.25");
    assertThat(database.rows("SELECT to_regclass('silver.mine')")).containsExactly("silver.mine");
  }

  @Test
  void thePipelinesOwnViewDoesNotStandInTheWay() {
    harness
        .adding()
        .models(
            Map.of(
                "names",
                new ModelDefinition(
                    TableName.parse("gold.ids"),
                    Materialized.VIEW,
                    "SELECT id FROM {ref:things}",
                    List.of())));
    harness.publish("r1", NARROW, List.of(List.of(1, dec("2.5"))));

    harness.publish("r2", WIDE, List.of(List.of(BIG, dec("1.25"))));

    assertThat(database.rows("SELECT id FROM gold.ids ORDER BY 1")).containsExactly("1", "" + BIG);
  }

  @Test
  void aStrangersViewIsToldByTheAudit() {
    harness.adding().publish("r1", NARROW, List.of(List.of(1, dec("2.5"))));
    database.run("CREATE VIEW silver.mine AS SELECT id FROM silver.things");

    assertThatThrownBy(() -> harness.stage("r2", WIDE, List.of(List.of(BIG, dec("1.25")))))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("table-columns");
              assertThat(e.problem().message()).contains("id is read by the view silver.mine");
            });
    assertThat(types()).containsExactly("id|integer", "price|numeric(6,1)");
  }

  @Test
  void whatHoldsAColumnIsToldBeforeTheFirstRow() {
    database.run(
        """
        CREATE SCHEMA silver;
        CREATE TABLE silver.things (id int, price numeric(6,1),
          double_id int GENERATED ALWAYS AS (id * 2) STORED) PARTITION BY RANGE (price);
        """);

    assertThatThrownBy(() -> harness.adding().load("r1", 0, WIDE, List.of(), false))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("table-columns");
              assertThat(e.problem().message())
                  .contains("id makes the generated column double_id")
                  .contains("price is in the key of the partitions");
            });
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void aFrozenTableDoesNotChangeAndEveryDifferenceIsTold() {
    database.run("CREATE SCHEMA silver; CREATE TABLE silver.things (id int, gone text, at date)");

    assertThatThrownBy(
            () ->
                harness
                    .adding()
                    .contract(Contract.FREEZE)
                    .load(
                        "r1",
                        0,
                        schema(
                            field("id", Vectors.BIGINT),
                            field("at", Vectors.TEXT),
                            field("more", Vectors.TEXT)),
                        List.of(),
                        false))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("contract-frozen");
              assertThat(e.problem().where())
                  .isEqualTo("streams.things.outputs.things (table silver.things)");
              assertThat(e.problem().message())
                  .contains("\"id\" is bigint in the output and integer in the table")
                  .contains("\"at\" is text in the output and date in the table")
                  .contains("\"more\" is in the output and not in the table")
                  .contains("\"gone\" is in the table and not in the output");
              assertThat(e.problem().advice()).contains("freeze");
            });
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void aFrozenTableIsMadeOnceAndTakesWhatFits() {
    harness.contract(Contract.FREEZE);

    harness.publish("r1", NARROW, List.of(List.of(1, dec("2.5"))));
    harness.publish("r2", NARROW, List.of(List.of(2, dec("2.5"))));

    assertThat(database.rows("SELECT id FROM silver.things")).containsExactly("2");
    assertThatThrownBy(() -> harness.stage("r3", WIDE, List.of(List.of(BIG, dec("1.25")))))
        .hasMessageContaining("\"price\" is numeric(9,2) in the output");
  }

  private List<String> types() {
    return database.rows(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            + " WHERE attrelid = 'silver.things'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum");
  }

  private static java.math.BigDecimal dec(String text) {
    return new java.math.BigDecimal(text);
  }
}

package dev.penstock.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.connector.Destination;
import dev.penstock.connector.Market;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition.Materialized;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Views and incremental models over tables of which a run loads some. */
@ExtendWith(PostgresExtension.class)
class PartModelsTest {
  private static final Set<String> SOLD = Set.of("sold");

  private final TestDatabase database;

  PartModelsTest(TestDatabase database) {
    this.database = database;
  }

  @ParameterizedTest
  @EnumSource(names = {"REPLACE", "APPEND"})
  void viewsGoWithTheTablesThatTheyRead(LoadMode mode) {
    try (Destination destination = database.open();
        Market market = new Market(mode)) {
      market.add(
          "both",
          PublishTest.model(
              "both",
              Materialized.VIEW,
              "SELECT s.name FROM {ref:sold} s JOIN {ref:bought} b ON s.name = b.name"));
      market.add(
          "bargains",
          PublishTest.model("bargains", Materialized.VIEW, "SELECT name FROM {ref:bought}"));
      market.run(destination, market.work("r1", Market.BOTH), "a", "b");
      String theirs = database.value("SELECT 'gold.bargains'::regclass::oid");
      database.run("CREATE VIEW public.own AS SELECT * FROM silver.bought");

      market.run(destination, market.work("r2", SOLD), "a", "b", "c");

      assertThat(database.rows("SELECT DISTINCT name FROM gold.both ORDER BY 1"))
          .containsExactly("a", "b");
      assertThat(database.value("SELECT 'gold.bargains'::regclass::oid")).isEqualTo(theirs);
      market.run(destination, market.models("r3"));
      assertThat(database.rows("SELECT name FROM gold.bargains ORDER BY 1"))
          .containsExactly("a", "b");
      destination.clean("r2", 1);
      destination.clean("r3", 1);
      assertThat(database.rows("SELECT name FROM public.own ORDER BY 1")).containsExactly("a", "b");
    }
  }

  @Test
  void anIncrementalModelGetsTheRowsOfTheRunAndNoOthers() {
    try (Destination destination = database.open();
        Market market = new Market(LoadMode.APPEND)) {
      market.add(
          "counted",
          IncrementalModelTest.incremental(
              "counted",
              "SELECT name, count(*) AS n FROM {ref:sold} WHERE name IN (SELECT name FROM"
                  + " {new:sold}) OR name IN (SELECT name FROM {new:bought}) GROUP BY name",
              "name"));
      market.run(destination, market.work("r1", Market.BOTH), "a", "b");
      database.run("UPDATE gold.counted SET n = 100 WHERE name = 'b'");

      market.run(destination, market.work("r2", SOLD), "a");

      // Only what the run brought is counted anew.
      assertThat(database.rows("SELECT name, n FROM gold.counted ORDER BY 1"))
          .containsExactly("a|2", "b|100");
      market.run(destination, market.models("r3"));
      assertThat(database.rows("SELECT name, n FROM gold.counted ORDER BY 1"))
          .containsExactly("a|2", "b|1");
      destination.clean("r2", 1);
      destination.clean("r3", 1);
      assertThat(database.staging()).isEmpty();
    }
  }
}

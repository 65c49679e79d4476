package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Destination;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Models that are built by key, compared with the same query over everything. */
@ExtendWith(PostgresExtension.class)
class IncrementalModelTest {
  private static final String TOUCHED =
      "SELECT name, count(*) AS things, '{\"x\": 1}'::json AS note FROM {ref:things}"
          + " WHERE name IN (SELECT name FROM {new:things}) GROUP BY name";

  private final TestDatabase database;
  private final Destination destination;
  private final LoadHarness harness;

  IncrementalModelTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness =
        new LoadHarness(
            destination, schema(field("id", Vectors.BIGINT), field("name", Vectors.TEXT)), "id");
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  @Test
  void areWhatTheirQueriesGiveOverEverythingAfterAnyRuns() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<String, ModelDefinition> models = new LinkedHashMap<>();
    models.put("by_name", incremental("by_name", TOUCHED, "name"));
    models.put(
        "by_letter",
        incremental(
            "by_letter",
            "SELECT left(name, 1) AS letter, sum(things) AS things FROM {ref:by_name}"
                + " WHERE left(name, 1) IN (SELECT left(name, 1) FROM {new:by_name}) GROUP BY 1",
            "letter"));
    models.put(
        "copy",
        incremental(
            "copy",
            "SELECT * FROM {ref:things} t {incremental} WHERE t.id >"
                + " (SELECT coalesce(max(id), -1) FROM {this}) {end}",
            "id"));
    models.put(
        "letters",
        PublishTest.model(
            "letters", Materialized.VIEW, "SELECT letter, things FROM {ref:by_letter}"));
    long id = 0;
    for (int run = 0; run < 20; run++) {
      List<List<Object>> rows = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        rows.add(List.of(id++, "" + (char) ('a' + random.nextInt(3)) + random.nextInt(4)));
      }
      RunMode mode = random.nextInt(5) == 0 ? RunMode.FULL : RunMode.INCREMENTAL;
      boolean idle = run > 0 && mode == RunMode.INCREMENTAL && random.nextInt(4) == 0;
      harness.adding(mode);
      String name = "run" + run;
      if (!idle) {
        harness.load(name, 0, rows);
        harness.end(name, 1);
      }
      RunWork work = harness.work(name, models, List.of());
      AuditResult audit = harness.audit(work);
      assertThat(audit.passed()).as("seed %d: %s", seed, audit).isTrue();
      destination.publish(work);
      destination.clean(name, 1);

      assertSame(
          "seed " + seed + " run " + run,
          "SELECT name, count(*), '{\"x\": 1}' FROM silver.things GROUP BY 1",
          "SELECT name, things, note FROM gold.by_name");
      assertSame(
          "seed " + seed + " run " + run,
          "SELECT left(name, 1), count(*) FROM silver.things GROUP BY 1",
          "SELECT * FROM gold.letters");
      assertSame(
          "seed " + seed + " run " + run, "SELECT * FROM silver.things", "SELECT * FROM gold.copy");
      assertThat(database.staging()).isEmpty();
    }
  }

  private void assertSame(String seed, String expected, String actual) {
    assertThat(database.rows(actual + " ORDER BY 1"))
        .as(seed)
        .isEqualTo(database.rows(expected + " ORDER BY 1"));
  }

  @Test
  void leaveRowsThatAreTheSameAsTheyWere() {
    Map<String, ModelDefinition> models =
        Map.of(
            "by_name",
            incremental(
                "by_name",
                "SELECT name, count(*) AS things, '{}'::json AS j FROM {ref:things} GROUP BY 1",
                "name"));
    publish("r1", RunMode.FULL, models, List.of(List.of(1, "a"), List.of(2, "b")));
    String before = database.value("SELECT xmin FROM gold.by_name WHERE name = 'a'");
    String oid = database.value("SELECT 'gold.by_name'::regclass::oid");

    publish("r2", RunMode.INCREMENTAL, models, List.of(List.of(3, "b"), List.of(4, "c")));

    assertThat(database.rows("SELECT name, things FROM gold.by_name ORDER BY 1"))
        .containsExactly("a|1", "b|2", "c|1");
    assertThat(database.value("SELECT xmin FROM gold.by_name WHERE name = 'a'")).isEqualTo(before);
    assertThat(database.value("SELECT 'gold.by_name'::regclass::oid")).isEqualTo(oid);
  }

  @Test
  void getNewColumnsAndAreBuiltAnewByAFullRun() {
    publish(
        "r1",
        RunMode.FULL,
        Map.of("by_name", incremental("by_name", TOUCHED, "name")),
        List.of(List.of(1, "a"), List.of(2, "b")));
    Map<String, ModelDefinition> more =
        Map.of(
            "by_name",
            incremental(
                "by_name",
                TOUCHED.replace("count(*) AS things", "count(*) AS things, max(id) AS last"),
                "name"));

    publish("r2", RunMode.INCREMENTAL, more, List.of(List.of(3, "b")));
    assertThat(database.rows("SELECT name, things, last FROM gold.by_name ORDER BY 1"))
        .containsExactly("a|1|∅", "b|2|3");

    publish("r3", RunMode.FULL, more, List.of(List.of(4, "z")));
    assertThat(database.rows("SELECT name, things, last FROM gold.by_name"))
        .containsExactly("z|1|4");
  }

  @Test
  void areBuiltAnewWhereTheirTableHasAnotherKey() {
    publish(
        "r1",
        RunMode.FULL,
        Map.of("by_name", PublishTest.model("by_name", Materialized.TABLE, "SELECT 1 AS name")),
        List.of(List.of(1, "a"), List.of(2, "b")));

    publish(
        "r2",
        RunMode.INCREMENTAL,
        Map.of("by_name", incremental("by_name", TOUCHED, "name")),
        List.of(List.of(3, "b")));

    assertThat(database.rows("SELECT name, things FROM gold.by_name ORDER BY 1"))
        .containsExactly("a|1", "b|2");
  }

  @Test
  void refuseTypesThatTheTableDoesNotTake() {
    publish(
        "r1",
        RunMode.FULL,
        Map.of("by_name", incremental("by_name", TOUCHED, "name")),
        List.of(List.of(1, "a")));
    Map<String, ModelDefinition> other =
        Map.of(
            "by_name",
            incremental("by_name", TOUCHED.replace("count(*)", "count(*)::text"), "name"));
    harness.adding(RunMode.INCREMENTAL);
    harness.load("r2", 0, List.of(List.of(2, "a")));
    harness.end("r2", 1);

    assertThatThrownBy(() -> harness.audit(harness.work("r2", other, List.of())))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().where()).isEqualTo("models.by_name.sql");
              assertThat(e.problem().text())
                  .contains("\"things\" is text in the result and bigint in the table")
                  .contains("full run")
                  .doesNotContain("_penstock");
            });
  }

  @Test
  void failTheAuditWhereTheKeyIsNotUnique() {
    harness.load("r1", 0, List.of(List.of(1, "a"), List.of(2, "a")));
    harness.end("r1", 1);
    RunWork work =
        harness.work(
            "r1",
            Map.of("m", incremental("m", "SELECT name, id FROM {ref:things}", "name")),
            List.of());

    AuditResult audit = harness.audit(work);

    assertThat(audit.checks())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.passed()).isFalse();
              assertThat(check.check()).isEqualTo("m: key is unique (name)");
              assertThat(check.sample()).containsExactly(Map.of("name", "a", "rows", "2"));
            });
    assertThatThrownBy(() -> destination.publish(work))
        .isInstanceOfSatisfying(
            PermanentException.class, e -> assertThat(e.problem().code()).isEqualTo("not-audited"));
  }

  @Test
  void areSeenByChecksAsTheyWillBe() {
    Map<String, ModelDefinition> models =
        Map.of("by_name", incremental("by_name", TOUCHED, "name"));
    publish("r1", RunMode.FULL, models, List.of(List.of(1, "a"), List.of(2, "b")));
    harness.adding(RunMode.INCREMENTAL);
    harness.load("r2", 0, List.of(List.of(3, "b"), List.of(4, "c")));
    harness.end("r2", 1);

    AuditResult audit =
        harness.audit(
            harness.work(
                "r2",
                models,
                List.of(
                    new CheckDefinition.Rows(
                        "by_name", java.util.OptionalLong.of(3), java.util.OptionalLong.of(3)))));

    assertThat(audit.passed()).as(audit.toString()).isTrue();
  }

  @Test
  void areNotPublishedIntoATableThatLostItsKeyAfterTheAudit() {
    Map<String, ModelDefinition> models =
        Map.of("by_name", incremental("by_name", TOUCHED, "name"));
    publish("r1", RunMode.FULL, models, List.of(List.of(1, "a"), List.of(2, "b")));
    harness.adding(RunMode.INCREMENTAL);
    harness.load("r2", 0, List.of(List.of(3, "b")));
    harness.end("r2", 1);
    RunWork work = harness.work("r2", models, List.of());
    harness.audit(work);
    database.run("ALTER TABLE gold.by_name DROP CONSTRAINT by_name_pkey");

    assertThatThrownBy(() -> destination.publish(work))
        .isInstanceOfSatisfying(
            PermanentException.class, e -> assertThat(e.problem().code()).isEqualTo("model-table"));
    assertThat(database.value("SELECT count(*) FROM silver.things")).isEqualTo("2");
  }

  private void publish(
      String run,
      RunMode mode,
      Map<String, ModelDefinition> models,
      List<? extends List<Object>> rows) {
    harness.adding(mode).publish(run, models, rows);
    destination.clean(run, 1);
  }

  static ModelDefinition incremental(String name, String sql, String... key) {
    return new ModelDefinition(
        TableName.parse("gold." + name),
        Materialized.INCREMENTAL,
        sql,
        "",
        Map.of(),
        List.of(key),
        List.of(List.of(key)),
        List.of());
  }
}

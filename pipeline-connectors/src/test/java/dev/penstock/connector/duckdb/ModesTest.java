package dev.penstock.connector.duckdb;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.batch.Columns;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.Contract;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mode beside the same work written in plain SQL. */
class ModesTest {
  private static final Schema SCHEMA =
      schema(
          field("id", Vectors.BIGINT),
          field("name", Vectors.TEXT),
          field("version", Vectors.BIGINT),
          field(Columns.PLACE, Vectors.BIGINT));
  private static final String ALL = "SELECT id, name, version FROM %s ORDER BY ALL";

  private final Duck duck;

  ModesTest(@TempDir Path folder) {
    duck = new Duck(folder.resolve("warehouse.duckdb"));
  }

  @AfterEach
  void close() {
    duck.close();
  }

  @Test
  void upsertsAsPlainSqlDoes() {
    upserts(Optional.of("version"));
  }

  @Test
  void upsertsByPlaceAsPlainSqlDoes() {
    upserts(Optional.empty());
  }

  private void upserts(Optional<String> order) {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    Random random = new Random(seed);
    duck.run("CREATE TABLE expected (id BIGINT, name VARCHAR, version BIGINT)");
    duck.run(
        "CREATE TABLE came (id BIGINT, name VARCHAR, version BIGINT, split VARCHAR, place BIGINT)");
    String wins = order.isPresent() ? "(e.version IS NULL OR c.version >= e.version)" : "true";
    String first = order.isPresent() ? "version DESC NULLS LAST, " : "";
    try (Things things =
        new Things(duck.destination(), SCHEMA, LoadMode.UPSERT, order, Contract.EVOLVE, "id")) {
      for (int run = 0; run < 6; run++) {
        String name = "run" + run;
        duck.run("DELETE FROM came");
        for (String split : List.of("s1", "s0")) {
          int batches = 1 + random.nextInt(3);
          for (int batch = 0; batch < batches; batch++) {
            List<List<@Nullable Object>> rows = rows(random, split, batch);
            things.load(name, split, batch, rows);
            if (random.nextBoolean()) {
              things.load(name, split, batch, rows);
            }
          }
          things.end(name, split, batches);
        }
        long before = Long.parseLong(duck.value("SELECT count(*) FROM expected"));
        duck.run(
            "CREATE OR REPLACE TABLE best AS SELECT * FROM came QUALIFY row_number() OVER"
                + " (PARTITION BY id ORDER BY "
                + first
                + "split DESC, place DESC) = 1");
        List<String> rehearsed = rehearse(things, name);
        List<String> keep = duck.rows(ALL.formatted("expected"));
        PublishResult published = duck.destination().publish(things.work(name));
        assertThat(keep).isEqualTo(duck.rows(ALL.formatted("expected")));
        String changed =
            duck.value(
                "SELECT count(*) FROM expected e JOIN best c USING (id) WHERE "
                    + wins
                    + " AND (e.name, e.version) IS DISTINCT FROM (c.name, c.version)");
        duck.run(
            "MERGE INTO expected AS e USING best AS c ON e.id = c.id WHEN MATCHED AND "
                + wins
                + " THEN UPDATE SET name = c.name, version = c.version"
                + " WHEN NOT MATCHED THEN INSERT (id, name, version)"
                + " VALUES (c.id, c.name, c.version)");
        long after = Long.parseLong(duck.value("SELECT count(*) FROM expected"));

        assertThat(duck.rows(ALL.formatted("silver.things")))
            .as("seed %d, run %d", seed, run)
            .isEqualTo(duck.rows(ALL.formatted("expected")));
        assertThat(published.tables().getFirst().changes())
            .as("seed %d, run %d", seed, run)
            .isEqualTo(new Changes(after - before, Long.parseLong(changed), 0));
        assertThat(published.tables().toString()).isEqualTo(rehearsed.getFirst());
        assertThat(published.ddl().toString()).isEqualTo(rehearsed.getLast());
        assertThat(duck.staging()).isEmpty();
      }
    }
  }

  /** Rehearses, and finds that the models saw the table as the publish will leave it. */
  private List<String> rehearse(Things things, String run) {
    things.models =
        Map.of(
            "copy",
            new ModelDefinition(
                TableName.parse("gold.copy"),
                ModelDefinition.Materialized.TABLE,
                "SELECT id, name, version FROM {ref:things}",
                List.of()));
    assertThat(duck.destination().audit(things.work(run), Cancellation.NEVER).passed()).isTrue();
    String before =
        duck.rows(
                "SELECT table_schema, table_name FROM information_schema.tables" + " ORDER BY ALL")
            .toString();
    PublishResult rehearsed = duck.destination().rehearse(things.work(run));
    assertThat(
            duck.rows("SELECT table_schema, table_name FROM information_schema.tables ORDER BY ALL")
                .toString())
        .isEqualTo(before);
    return List.of(rehearsed.tables().toString(), rehearsed.ddl().toString());
  }

  private List<List<@Nullable Object>> rows(Random random, String split, int batch) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < random.nextInt(40); i++) {
      long place = batch * 100L + i;
      Object version = random.nextInt(5) == 0 ? null : (Object) (long) random.nextInt(6);
      String name = random.nextInt(8) == 0 ? null : "n" + random.nextInt(4);
      rows.add(Arrays.asList((long) random.nextInt(30), name, version, place));
    }
    for (List<@Nullable Object> row : rows) {
      duck.run(
          "INSERT INTO came VALUES (%s, %s, %s, '%s', %s)"
              .formatted(
                  row.get(0),
                  row.get(1) == null ? "NULL" : "'" + row.get(1) + "'",
                  row.get(2),
                  split,
                  row.get(3)));
    }
    return rows;
  }

  @Test
  void modelsSeeAnUpsertedTableAsItWillBe() {
    try (Things things =
        new Things(
            duck.destination(),
            SCHEMA,
            LoadMode.UPSERT,
            Optional.of("version"),
            Contract.EVOLVE,
            "id")) {
      things.publish("r1", List.of(List.of(1L, "a", 5L, 1L), List.of(2L, "b", 5L, 2L)));
      things.load("r2", "s0", 0, List.of(List.of(1L, "old", 4L, 1L), List.of(2L, "new", 6L, 2L)));
      things.load("r2", "s0", 1, List.of(List.of(3L, "c", 1L, 3L)));
      things.end("r2", "s0", 2);
      rehearse(things, "r2");
      duck.destination().publish(things.work("r2"));
    }
    assertThat(duck.rows("SELECT * FROM gold.copy ORDER BY id"))
        .isEqualTo(duck.rows("SELECT * FROM silver.things ORDER BY id"))
        .containsExactly("1|a|5", "2|new|6", "3|c|1");
  }

  @Test
  void appendsAndReplacesAsPlainSqlDoes() {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    Random random = new Random(seed);
    for (LoadMode mode : List.of(LoadMode.APPEND, LoadMode.REPLACE)) {
      duck.run("DROP TABLE IF EXISTS silver.things");
      duck.run("CREATE OR REPLACE TABLE expected (id BIGINT, name VARCHAR, version BIGINT)");
      Set<Object> used = new HashSet<>();
      duck.run(
          "CREATE OR REPLACE TABLE came"
              + " (id BIGINT, name VARCHAR, version BIGINT, split VARCHAR, place BIGINT)");
      try (Things things = new Things(duck.destination(), SCHEMA, mode, "id")) {
        for (int run = 0; run < 4; run++) {
          List<List<@Nullable Object>> rows = new ArrayList<>(rows(random, "s0", 0));
          rows.removeIf(row -> !used.add(row.get(0)));
          long gone = Long.parseLong(duck.value("SELECT count(*) FROM expected"));
          PublishResult result = things.publish(mode + "run" + run, rows);
          if (mode == LoadMode.REPLACE) {
            duck.run("DELETE FROM expected");
          }
          for (List<@Nullable Object> row : rows) {
            duck.run(
                "INSERT INTO expected SELECT id, name, version FROM came WHERE id = "
                    + row.get(0)
                    + " AND place = "
                    + row.get(3)
                    + " LIMIT 1");
          }
          duck.run("DELETE FROM came");
          assertThat(duck.rows(ALL.formatted("silver.things")))
              .as("seed %d", seed)
              .isEqualTo(duck.rows(ALL.formatted("expected")));
          assertThat(result.tables().getFirst().changes())
              .isEqualTo(new Changes(rows.size(), 0, mode == LoadMode.REPLACE ? gone : 0));
        }
      }
    }
  }

  @Test
  void aMissingKeyFailsTheAudit() {
    try (Things things = new Things(duck.destination(), SCHEMA, LoadMode.UPSERT, "id")) {
      things.load("r1", "s0", 0, List.of(Arrays.asList(null, "a", 1L, 1L)));
      things.load("r1", "s0", 1, List.of(Arrays.asList(null, "b", 1L, 2L)));
      things.end("r1", "s0", 2);

      assertThat(duck.destination().audit(things.work("r1"), Cancellation.NEVER).checks())
          .singleElement()
          .satisfies(
              check ->
                  assertThat(check.message()).isEqualTo("2 rows have no value in a key column"));
    }
  }

  @Test
  void modesThatAreNotBuiltAreRefused() {
    for (LoadMode mode : List.of(LoadMode.HISTORY, LoadMode.CONTINUOUS)) {
      try (Things things = new Things(duck.destination(), SCHEMA, mode, "id")) {
        assertThatThrownBy(
                () -> things.load("r" + mode, "s0", 0, List.of(List.of(1L, "a", 1L, 1L))))
            .isInstanceOfSatisfying(
                PermanentException.class,
                e -> assertThat(e.problem().code()).isEqualTo("mode-unsupported"));
      }
    }
    assertThat(duck.staging()).isEmpty();
  }
}

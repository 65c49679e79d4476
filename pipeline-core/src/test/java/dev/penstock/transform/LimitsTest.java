package dev.penstock.transform;

import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL that wants too much, and what is left of Arrow's memory afterwards. */
class LimitsTest {
  private static final Schema SCHEMA = Fixture.schema("a");
  private static final Limits TIGHT = new Limits(64, Duration.ofSeconds(3), 10);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  private VectorSchemaRoot batch(int rows, String text) {
    List<@Nullable String[]> values = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      values.add(new @Nullable String[] {text.isEmpty() ? "" + i : text});
    }
    return fixture.batch(SCHEMA, values);
  }

  /** The query does nothing on an empty batch, so that only a batch with "bomb" sets it off. */
  private void stopped(String query, Limits limits, String code) {
    try (StreamTransformer transformer = fixture.open(SCHEMA, limits, sql(query));
        VectorSchemaRoot bomb = batch(1, "bomb");
        VectorSchemaRoot good = batch(3, "good")) {
      long before = fixture.allocator.getAllocatedMemory();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> transformer.apply(bomb, "f").close())
            .isInstanceOfSatisfying(
                PermanentException.class,
                e -> {
                  assertThat(e.problem().code()).isEqualTo(code);
                  assertThat(e.problem().where()).isEqualTo("streams.s.steps[0].sql");
                });
        assertThat(fixture.allocator.getAllocatedMemory()).isEqualTo(before);
        transformer.apply(good, "f").close();
        assertThat(fixture.allocator.getAllocatedMemory()).isEqualTo(before);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) AS n FROM input, range(10000000) x, range(1000000) y WHERE a = 'bomb'",
        "WITH RECURSIVE t(n) AS (SELECT 1 FROM input WHERE a = 'bomb' UNION ALL SELECT n + 1 FROM t)"
            + " SELECT count(*) AS n FROM t",
        "SELECT sleep_ms(100000) AS n FROM input WHERE a = 'bomb'"
      })
  void sqlThatRunsTooLongIsStopped(String query) {
    stopped(query, TIGHT, "sql-timeout");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT x.* FROM input, range(100000000) x WHERE a = 'bomb'",
        "SELECT list(x) AS l FROM input, range(100000000) t(x) WHERE a = 'bomb'",
        "SELECT count(DISTINCT x) AS l FROM input, range(100000000) t(x) WHERE a = 'bomb'",
        "SELECT string_agg(repeat(a, 10000), '') AS l FROM input, range(100000) WHERE a = 'bomb'"
      })
  void sqlThatNeedsTooMuchMemoryIsStopped(String query) {
    stopped(query, new Limits(64, Duration.ofSeconds(20), 10), "sql-memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM 'file.csv'",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM duckdb_settings",
        "SELECT * FROM sqlite_master",
        "SELECT getenv('HOME') AS h",
        "SELECT * FROM input, temp.input"
      })
  void aQueryReadsNothingButItsInputAndLookups(String query) {
    assertThatThrownBy(() -> fixture.open(SCHEMA, sql(query)).close())
        .isInstanceOfSatisfying(
            PermanentException.class, e -> assertThat(e.problem().code()).isEqualTo("bad-sql"));
  }

  @Test
  void aValueThatGrowsFromStepToStepIsRefused() {
    List<StepDefinition> doubling = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      doubling.add(derive("a", "a || a"));
      doubling.add(Fixture.rename("a", "b"));
      doubling.add(sql("SELECT b AS a, _place FROM input"));
    }
    assertThatThrownBy(() -> fixture.open(SCHEMA, doubling.toArray(StepDefinition[]::new)).close())
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining(".derive.a: this could make a value more than 20000 times as long");
  }

  @Test
  void theDatabaseItselfIsLockedToo() throws Exception {
    try (Database database = Database.open(Limits.DEFAULT, fixture.allocator)) {
      for (String statement :
          List.of(
              "SELECT * FROM read_csv('/etc/passwd')",
              "SELECT * FROM glob('/*')",
              "COPY (SELECT 1) TO '/tmp/penstock-test.csv'",
              "ATTACH '/tmp/penstock-test.db'",
              "EXPORT DATABASE '/tmp/penstock-test'",
              "INSTALL httpfs",
              "LOAD httpfs",
              "SET threads = 4",
              "PRAGMA threads = 4",
              "SET enable_external_access = true")) {
        assertThatThrownBy(() -> database.execute(statement, Deadline.in(Duration.ofSeconds(5))))
            .as(statement)
            .isInstanceOf(SqlFailure.class);
      }
    }
  }

  @Test
  void aLookupIsJoinedWithoutItsPlaceAndIsLimited() {
    Schema airports = Fixture.schema("name", "state");
    LookupLoader loader =
        (name, source, batches) -> {
          for (String state : List.of("NY", "TX")) {
            try (VectorSchemaRoot rows =
                fixture.batch(
                    airports, List.<@Nullable String[]>of(new String[] {"of " + state, state}))) {
              batches.accept(rows);
            }
          }
        };
    StepDefinition join =
        sql("SELECT s.*, l.* FROM input s LEFT JOIN airports l ON l.state = s.a ORDER BY _place");
    Limits two = new Limits(64, Duration.ofSeconds(5), 2);
    try (VectorSchemaRoot batch = batch(1, "TX");
        StreamTransformer transformer =
            StreamTransformer.open(
                Fixture.stream(List.of("airports"), join),
                Fixture.PATH,
                SCHEMA,
                loader,
                two,
                fixture.allocator);
        TransformResult result = transformer.apply(batch, "f")) {
      assertThat(Fixture.names(result.rows().getSchema()))
          .containsExactly("a", "name", "state", "_place");
      assertThat(Fixture.texts(result.rows())).containsExactly(List.of("TX", "of TX", "TX", "2"));
    }
    Limits one = new Limits(64, Duration.ofSeconds(5), 1);
    assertThatThrownBy(
            () ->
                StreamTransformer.open(
                        Fixture.stream(List.of("airports"), join),
                        Fixture.PATH,
                        SCHEMA,
                        loader,
                        one,
                        fixture.allocator)
                    .close())
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("streams.s.lookups.airports")
        .hasMessageContaining("more than 1 rows");
  }

  @Test
  void aThousandBatchesHoldNoMoreThanOne() throws Exception {
    try (StreamTransformer transformer =
            fixture.open(
                SCHEMA,
                derive("n", "a::int"),
                sql("SELECT * FROM input WHERE n % 2 = 0"),
                derive("m", "n + 1"));
        VectorSchemaRoot clean = batch(500, "");
        VectorSchemaRoot bad = batch(3, "x")) {
      long arrow = fixture.allocator.getAllocatedMemory();
      long growth = Long.MAX_VALUE;
      // The first ones warm up. A heap may take up pages in any of the others; a leak does in all.
      for (int window = 0; window < 4 && growth >= 64; window++) {
        long resident = ResidentMemory.megabytes();
        for (int i = 0; i < (window == 0 ? 300 : 700); i++) {
          transformer.apply(i % 50 == 0 ? bad : clean, "f").close();
          assertThat(fixture.allocator.getAllocatedMemory()).isEqualTo(arrow);
        }
        growth = window == 0 ? growth : ResidentMemory.megabytes() - resident;
      }
      assertThat(growth).as("growth in MB").isLessThan(64);
    }
  }
}

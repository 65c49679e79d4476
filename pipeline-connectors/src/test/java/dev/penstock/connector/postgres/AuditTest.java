package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.Destination;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.error.PermanentException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
class AuditTest {
  private final TestDatabase database;
  private final Destination destination;
  private final LoadHarness harness;

  AuditTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
    this.harness =
        new LoadHarness(
            destination, schema(field("id", Vectors.BIGINT), field("name", Vectors.TEXT)), "id");
  }

  @BeforeEach
  void load() {
    database.run("CREATE TABLE public.precious (id int); INSERT INTO public.precious VALUES (1)");
    harness.load("r1", 0, List.of(List.of(1, "a"), List.of(2, "b")));
    harness.end("r1", 1);
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1; DROP TABLE public.precious",
        "SELECT 1) AS model; DROP TABLE public.precious; SELECT * FROM (SELECT 1",
        "DELETE FROM public.precious",
        "WITH gone AS (DELETE FROM public.precious RETURNING id) SELECT * FROM gone",
        "DELETE FROM public.precious RETURNING id",
        "DROP TABLE public.precious",
        "SELECT * INTO public.other FROM public.precious",
        "SELECT 1 AS a /* ",
        "SELECT 1 AS a) AS model --",
        "COMMIT",
        "SHOW search_path",
        "",
        "SELECT nothing FROM {ref:things}",
      })
  void refusesModelsThatAreNotOneSelect(String sql) {
    for (Materialized materialized : Materialized.values()) {
      RunWork work =
          harness.work("r1", Map.of("m", PublishTest.model("m", materialized, sql)), List.of());

      assertThatThrownBy(() -> harness.audit(work))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> {
                assertThat(e.problem().where()).isEqualTo("models.m.sql");
                assertThat(e.problem().message()).doesNotContain("_penstock");
              });
    }
    assertThat(database.rows("SELECT * FROM public.precious")).containsExactly("1");
    assertThat(database.value("SELECT to_regclass('public.other')")).isEqualTo("∅");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ';' AS a, '{\"x\": 1}'::json->>'x' AS b, $$;$$ AS c, '?' AS d;",
        "WITH x AS (SELECT 1 AS a) SELECT a FROM x -- the end",
        "VALUES (1), (2)",
        "(SELECT 1 AS a) UNION ALL (SELECT 2)",
        "SELECT '{\"a\": {\"b\": 1}}'::jsonb ? 'a' AS a",
      })
  void takesEveryKindOfSelect(String sql) {
    for (Materialized materialized : Materialized.values()) {
      RunWork work =
          harness.work("r1", Map.of("m", PublishTest.model("m", materialized, sql)), List.of());

      assertThat(harness.audit(work).passed()).isTrue();
    }
    destination.publish(
        harness.work("r1", Map.of("m", PublishTest.model("m", Materialized.VIEW, sql)), List.of()));
    assertThat(database.rows("SELECT * FROM gold.m")).isNotEmpty();
  }

  @Test
  void namesTheCheckWhoseColumnDoesNotExist() {
    RunWork work =
        harness.work(
            "r1",
            Map.of(),
            List.of(
                new CheckDefinition.NotNull("things", List.of("id")),
                new CheckDefinition.Unique("things", List.of("nam"))));

    assertThatThrownBy(() -> harness.audit(work))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().where()).isEqualTo("checks[1]");
              assertThat(e.problem().message()).contains("nam").doesNotContain("_penstock");
            });
  }

  @Test
  void checksModelsToo() {
    RunWork work =
        harness.work(
            "r1",
            Map.of(
                "m",
                PublishTest.model(
                    "m", Materialized.VIEW, "SELECT NULL::int AS n FROM {ref:things}")),
            List.of(new CheckDefinition.NotNull("m", List.of("n"))));

    AuditResult audit = harness.audit(work);

    assertThat(audit.checks())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.passed()).isFalse();
              assertThat(check.failing()).isEqualTo(2);
              assertThat(check.sample()).hasSize(2);
            });
  }

  @Test
  void findsRowsThatTheLedgerDoesNotKnow() {
    database.run(
        "INSERT INTO _penstock_staging."
            + StagingName.of("r1", "things", "things")
            + " VALUES (3)");

    assertThatThrownBy(() -> harness.audit(harness.work("r1", Map.of(), List.of())))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("books");
              assertThat(e.problem().message()).contains("2 loaded").contains("holds 3");
            });
  }

  @Test
  void endsSoonWhenItIsCancelledInTheMiddleOfAQuery() {
    RunWork work =
        harness.work(
            "r1",
            Map.of(
                "m", PublishTest.model("m", Materialized.TABLE, "SELECT pg_sleep(60)::text AS a")),
            List.of());
    AtomicInteger asked = new AtomicInteger();

    Assertions.assertTimeout(
        Duration.ofSeconds(50),
        () ->
            assertThatThrownBy(() -> destination.audit(work, () -> asked.incrementAndGet() > 6))
                .isInstanceOf(Cancelled.class));
    destination.clean("r1", 2);
    assertThat(database.staging()).isEmpty();
  }
}

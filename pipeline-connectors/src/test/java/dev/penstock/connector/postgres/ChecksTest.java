package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.Outcome;
import dev.penstock.connector.Destination;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.CheckSeverity;
import dev.penstock.definition.CheckTerms;
import dev.penstock.definition.Demand;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.RunMode;
import dev.penstock.error.PermanentException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks in the audit of a run: what they see, what they may do, what becomes of the run. */
@ExtendWith(PostgresExtension.class)
class ChecksTest {
  private static final CheckTerms WARN = CheckTerms.of(CheckSeverity.WARN);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final TestDatabase database;
  private final Destination destination;
  private final LoadHarness harness;

  ChecksTest(TestDatabase database) {
    this.database = database;
    this.destination =
        new PostgresConnector(Clock.fixed(NOW, ZoneOffset.UTC)).open(database.connection());
    this.harness =
        new LoadHarness(
            destination, schema(field("id", Vectors.BIGINT), field("name", Vectors.TEXT)));
  }

  @AfterEach
  void close() {
    harness.close();
    destination.close();
  }

  private void load(String run, int rows) {
    harness.load(run, 0, IntStream.range(0, rows).mapToObj(i -> List.of(i, "n" + i)).toList());
    harness.end(run, 1);
  }

  private AuditResult audit(String run, CheckDefinition... checks) {
    return harness.audit(harness.work(run, Map.of(), List.of(checks)));
  }

  private void publish(String run, CheckDefinition... checks) {
    RunWork work = harness.work(run, Map.of(), List.of(checks));
    assertThat(harness.audit(work).passed()).isTrue();
    destination.publish(work);
    destination.clean(run, 1);
  }

  private static CheckDefinition small(CheckTerms terms) {
    return new CheckDefinition.Range(
        "things", new Demand.Range("id", Optional.empty(), Optional.of("1")), terms);
  }

  private static CheckDefinition sql(String sql) {
    return new CheckDefinition.Sql("things", sql, CheckTerms.STRICT);
  }

  @Test
  void aRunWithWarningsAloneIsPublished() {
    load("r1", 4);
    RunWork work = harness.work("r1", Map.of(), List.of(small(WARN)));

    AuditResult audit = harness.audit(work);

    assertThat(audit.passed()).isTrue();
    assertThat(audit.checks())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.outcome()).isEqualTo(Outcome.WARNED);
              assertThat(check.failing()).isEqualTo(2);
              assertThat(check.total()).isEqualTo(4);
              assertThat(check.sample())
                  .containsExactly(
                      Map.of("id", "2", "name", "n2"), Map.of("id", "3", "name", "n3"));
            });
    destination.publish(work);
    assertThat(database.rows("SELECT count(*) FROM silver.things")).containsExactly("4");
  }

  @Test
  void aRunWhoseCheckFailsLeavesNothingVisible() {
    load("r1", 2);
    publish("r1");
    load("r2", 4);
    RunWork work = harness.work("r2", Map.of(), List.of(small(CheckTerms.STRICT)));

    assertThat(harness.audit(work).passed()).isFalse();
    assertThatThrownBy(() -> destination.publish(work))
        .isInstanceOfSatisfying(
            PermanentException.class, e -> assertThat(e.problem().code()).isEqualTo("not-audited"));
    destination.clean("r2", 1);

    assertThat(database.rows("SELECT count(*) FROM silver.things")).containsExactly("2");
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void comparesTheRowsOfThreeRuns() {
    CheckDefinition change =
        new CheckDefinition.Rows(
            "things",
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.of(BigDecimal.valueOf(-20)),
            Optional.of(BigDecimal.valueOf(50)),
            CheckTerms.STRICT);
    load("r1", 10);
    assertThat(audit("r1", change).checks().getFirst().message())
        .isEqualTo("has 10 rows and readers see none before it, so there is no change to judge");
    publish("r1", change);

    load("r2", 15);
    assertThat(audit("r2", change).checks().getFirst().message())
        .isEqualTo("has 15 rows, +50.0% against the 10 that readers see");
    publish("r2", change);

    load("r3", 11);
    CheckResult third = audit("r3", change).checks().getFirst();
    assertThat(third.passed()).isFalse();
    assertThat(third.failing()).isEqualTo(1);
    assertThat(third.message())
        .isEqualTo("has 11 rows, -26.7% against the 15 that readers see, 12 expected at least");
  }

  @ParameterizedTest
  @CsvSource({"PT2H, true", "PT1H59M59S, false"})
  void judgesFreshnessByTheClockOfTheAudit(Duration age, boolean passed) {
    load("r1", 1);
    ModelDefinition model =
        PublishTest.model(
            "m",
            Materialized.VIEW,
            "SELECT timestamp '2026-03-01 10:00' AS seen FROM {ref:things}");

    AuditResult audit =
        harness.audit(
            harness.work(
                "r1",
                Map.of("m", model),
                List.of(new CheckDefinition.Freshness("m", "seen", age, CheckTerms.STRICT))));

    assertThat(audit.passed()).isEqualTo(passed);
    assertThat(audit.checks().getFirst().message()).contains("2026-03-01T10:00:00Z, 2 h 0 min old");
  }

  @Test
  void seesOldAndNewRowsOfATableThatRowsAreAddedTo() {
    harness.adding(RunMode.INCREMENTAL);
    load("r1", 2);
    publish("r1");
    load("r2", 3);
    CheckDefinition unique = new CheckDefinition.Unique("things", List.of("id"), WARN);
    CheckDefinition known =
        new CheckDefinition.Relationships(
            "m", List.of("id"), "things", List.of("id"), CheckTerms.STRICT);
    ModelDefinition model =
        PublishTest.model("m", Materialized.TABLE, "SELECT 7 AS id UNION ALL SELECT 1");

    AuditResult audit =
        harness.audit(harness.work("r2", Map.of("m", model), List.of(unique, small(WARN), known)));

    assertThat(audit.checks()).extracting(CheckResult::failing).containsExactly(2L, 1L, 1L);
    assertThat(audit.checks()).extracting(CheckResult::total).containsExactly(5L, 5L, 2L);
    assertThat(audit.checks().getLast().sample()).containsExactly(Map.of("id", "7"));
    assertThat(audit.checks().getLast().passed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1; DROP TABLE public.precious",
        "SELECT 1) AS found; DROP TABLE public.precious; SELECT * FROM (SELECT 1",
        "WITH gone AS (DELETE FROM public.precious RETURNING id) SELECT * FROM gone",
        "DELETE FROM public.precious RETURNING id",
        "SELECT * INTO public.other FROM public.precious",
        "SELECT nextval('public.numbers')",
        "SELECT public.sneak()",
        "SELECT 1 AS a) AS found --",
        "SELECT 1 /* ",
        "COMMIT",
        "SELECT nothing FROM {ref:things}",
        "SELECT * FROM {ref:thongs}",
      })
  void refusesSqlThatIsNotOneReadingQuery(String sql) {
    database.run(
        "CREATE TABLE public.precious (id int); INSERT INTO public.precious VALUES (1);"
            + " CREATE SEQUENCE public.numbers;"
            + " CREATE FUNCTION public.sneak() RETURNS int LANGUAGE sql AS"
            + " 'DELETE FROM public.precious RETURNING id'");
    load("r1", 2);

    assertThatThrownBy(() -> audit("r1", sql(sql)))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("check");
              assertThat(e.problem().where()).isEqualTo("checks[0].sql");
              assertThat(e.problem().message()).doesNotContain("_penstock", "penstock.query");
            });
    assertThat(database.rows("SELECT * FROM public.precious")).containsExactly("1");
    assertThat(database.value("SELECT to_regclass('public.other')")).isEqualTo("∅");
    assertThat(database.value("SELECT is_called FROM public.numbers")).isEqualTo("f");
  }

  @Test
  void settingsOfACheckDoNotOutliveIt() {
    load("r1", 2);

    AuditResult audit =
        audit(
            "r1",
            new CheckDefinition.Sql(
                "things", "SELECT set_config('search_path', 'nowhere', true)", WARN),
            sql("SELECT 1 WHERE current_setting('search_path') = 'nowhere'"),
            sql("SELECT '{\"a\": 1}'::jsonb WHERE NOT '{\"a\": 1}'::jsonb ? 'a'"));

    assertThat(audit.checks())
        .extracting(CheckResult::outcome)
        .containsExactly(Outcome.WARNED, Outcome.PASSED, Outcome.PASSED);
    publish("r1");
  }

  @Test
  void saysWhatDoesNotFitTheColumn() {
    load("r1", 2);

    assertThatThrownBy(
            () ->
                audit(
                    "r1",
                    new CheckDefinition.Range(
                        "things",
                        new Demand.Range("name", Optional.of("2026-01-01"), Optional.empty()),
                        CheckTerms.STRICT)))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().where()).isEqualTo("checks[0]");
              assertThat(e.problem().message()).contains("text < date");
            });
  }
}

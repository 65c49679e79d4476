package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.Destination;
import dev.penstock.connector.Fenced;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.RunMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are built at once, each in a transaction of its own. */
@ExtendWith(PostgresExtension.class)
class ParallelModelsTest {
  /** Waits until another session has come to the same place, where both stay; at most 20 s. */
  private static final String MEET =
      """
      CREATE FUNCTION public.meet(me int, other int) RETURNS boolean LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_lock_shared(77, me);
        FOR i IN 1..400 LOOP
          IF EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 77
            AND objid = other AND pid <> pg_backend_pid() AND granted) THEN
            RETURN true;
          END IF;
          PERFORM pg_sleep(0.05);
        END LOOP;
        RAISE EXCEPTION 'nobody came';
      END $$
      """;

  private final TestDatabase database;
  private final Destination destination;
  private final LoadHarness harness;

  ParallelModelsTest(TestDatabase database) {
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

  private RunWork loaded(String run, Map<String, ModelDefinition> models) {
    harness.load(run, 0, List.of(List.of(1, "a"), List.of(2, "b")));
    harness.end(run, 1);
    return harness.work(run, models, List.of());
  }

  private static void add(Map<String, ModelDefinition> models, String name, String sql) {
    models.put(name, PublishTest.model(name, Materialized.TABLE, sql));
  }

  @Test
  void thoseThatDoNotReadEachOtherOverlap() {
    database.run(MEET);
    Map<String, ModelDefinition> models = new LinkedHashMap<>();
    add(models, "top", "SELECT id FROM {ref:things}");
    add(models, "left_side", "SELECT id, public.meet(1, 2) AS met FROM {ref:top} WHERE id = 1");
    add(models, "right_side", "SELECT id, public.meet(2, 1) AS met FROM {ref:top} WHERE id = 1");
    add(
        models,
        "bottom",
        "SELECT l.met AND r.met AS met FROM {ref:left_side} l JOIN {ref:right_side} r USING (id)");
    RunWork work = loaded("r1", models);

    assertThat(harness.audit(work).passed()).isTrue();
    destination.publish(work);

    assertThat(database.rows("SELECT met FROM gold.bottom")).containsExactly("t");
  }

  @Test
  void oneThatFailsStopsTheOthersAndNothingIsVisible() {
    Map<String, ModelDefinition> models = new LinkedHashMap<>();
    add(models, "slow", "SELECT pg_sleep(60)::text AS a FROM {ref:things}");
    add(models, "wrong", "SELECT 1 / (id - id) AS a, pg_sleep(0.2)::text AS b FROM {ref:things}");
    add(models, "after_wrong", "SELECT * FROM {ref:wrong}");
    RunWork work = loaded("r1", models);

    Assertions.assertTimeout(
        Duration.ofSeconds(50),
        () ->
            assertThatThrownBy(() -> harness.audit(work))
                .isInstanceOfSatisfying(
                    PermanentException.class,
                    e -> {
                      assertThat(e.problem().where()).isEqualTo("models.wrong.sql");
                      assertThat(e.problem().message())
                          .contains("division by zero")
                          .doesNotContain("_penstock");
                    }));
    assertThat(database.value("SELECT to_regclass('gold.wrong')")).isEqualTo("∅");
    destination.clean("r1", 2);
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void namesNoStagingWhereAModelReadsAColumnThatIsNotThere() {
    harness.adding(RunMode.INCREMENTAL);
    database.run("CREATE SCHEMA silver; CREATE TABLE silver.things (id bigint, name text)");
    RunWork work =
        loaded(
            "r1",
            Map.of(
                "m",
                PublishTest.model(
                    "m",
                    Materialized.TABLE,
                    "SELECT t.nothing, {ref:things}.id FROM {ref:things}")));

    assertThatThrownBy(() -> harness.audit(work))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problem().where()).isEqualTo("models.m.sql");
              assertThat(e.problem().text()).doesNotContain("_penstock").doesNotContain("_all");
            });
  }

  @Test
  void aQueryThatRunsTooLongFails() {
    HikariDataSource pool = Pool.open(database.connection());
    try {
      Auditing auditing =
          new Auditing(
              new Transactions(pool::getConnection),
              "connection warehouse",
              4,
              5_000,
              Clock.systemUTC());
      Map<String, ModelDefinition> models = new LinkedHashMap<>();
      add(models, "slow", "SELECT pg_sleep(60)::text AS a");
      RunWork work = loaded("r1", models);

      assertThatThrownBy(() -> auditing.audit(work, Cancellation.NEVER))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("model-timeout");
                assertThat(e.problem().where()).isEqualTo("models.slow.sql");
                assertThat(e.problem().message()).contains("5.0 s");
              });
    } finally {
      pool.close();
    }
  }

  @Test
  void allAreCancelled() {
    Map<String, ModelDefinition> models = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      add(models, "slow" + i, "SELECT pg_sleep(60)::text AS a");
    }
    RunWork work = loaded("r1", models);
    long until = System.nanoTime() + Duration.ofSeconds(1).toNanos();

    Assertions.assertTimeout(
        Duration.ofSeconds(50),
        () ->
            assertThatThrownBy(() -> destination.audit(work, () -> System.nanoTime() - until > 0))
                .isInstanceOf(Cancelled.class));
    destination.clean("r1", 2);
    assertThat(database.staging()).isEmpty();
  }

  /** Another process begins the audit anew at each point between two transactions. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6})
  void anAuditThatAnotherProcessTookOverGoesNoFurther(int transaction) {
    harness.adding(RunMode.INCREMENTAL);
    Map<String, ModelDefinition> models = CrashTest.models();
    RunWork work = loaded("r1", models);
    harness.audit(work);
    destination.publish(work);
    harness.load("r2", 0, List.of(List.of(3, "a"), List.of(4, "c")));
    harness.end("r2", 1);
    RunWork second = harness.work("r2", models, List.of());
    HikariDataSource pool = Pool.open(database.connection());
    AtomicInteger opened = new AtomicInteger();
    // One connection: its transactions come one after the other.
    Auditing zombie =
        new Auditing(
            new Transactions(
                () -> {
                  if (opened.incrementAndGet() == transaction) {
                    assertThat(harness.audit(second).passed()).isTrue();
                  }
                  return pool.getConnection();
                }),
            "connection warehouse",
            1,
            10_000,
            Clock.systemUTC());
    try {
      assertThatThrownBy(() -> zombie.audit(second, Cancellation.NEVER))
          .isInstanceOfSatisfying(
              TransientException.class, e -> assertThat(e.problem().code()).isEqualTo("conflict"));
    } finally {
      pool.close();
    }
    destination.publish(second);

    CrashTest.assertModels(database);
    assertThat(database.staging()).isEmpty();
  }

  /**
   * The order to audit came twice, and so the run is to be published while the second one works.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void aRunThatIsAuditedAgainIsPublishedWhenThatIsOver(int transaction) {
    RunWork work = loaded("r1", CrashTest.models());
    assertThat(harness.audit(work).passed()).isTrue();
    HikariDataSource pool = Pool.open(database.connection());
    AtomicInteger opened = new AtomicInteger();
    Auditing again =
        new Auditing(
            new Transactions(
                () -> {
                  if (opened.incrementAndGet() == transaction) {
                    assertThatThrownBy(() -> destination.publish(work))
                        .isInstanceOfSatisfying(
                            TransientException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("conflict"));
                  }
                  return pool.getConnection();
                }),
            "connection warehouse",
            1,
            10_000,
            Clock.systemUTC());
    try {
      assertThat(again.audit(work, Cancellation.NEVER).passed()).isTrue();
    } finally {
      pool.close();
    }
    assertThat(opened).hasValueGreaterThanOrEqualTo(transaction);
    destination.publish(work);

    assertThat(database.rows("SELECT id FROM silver.things ORDER BY 1")).containsExactly("1", "2");
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void anAuditOfAClosedRunIsFencedBetweenTwoTransactions() {
    RunWork work = loaded("r1", CrashTest.models());
    HikariDataSource pool = Pool.open(database.connection());
    AtomicInteger opened = new AtomicInteger();
    Destination cleaned =
        new PostgresDestination(
            "warehouse",
            () -> {
              if (opened.incrementAndGet() == 4) {
                destination.clean("r1", 2);
              }
              return pool.getConnection();
            },
            pool::close,
            2,
            Clock.systemUTC());
    try (cleaned) {
      assertThatThrownBy(() -> cleaned.audit(work, Cancellation.NEVER)).isInstanceOf(Fenced.class);
    }
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void viewsOfAnAuditThatBrokeOffKeepNoTableFromBeingSwapped() {
    loaded("r1", Map.of());
    AuditResult first = harness.audit(harness.work("r1", Map.of(), List.of()));
    assertThat(first.passed()).isTrue();
    destination.publish(harness.work("r1", Map.of(), List.of()));
    String before = database.value("SELECT 'silver.things'::regclass::oid");
    harness.adding(RunMode.INCREMENTAL);
    harness.load("broken", 0, List.of(List.of(3, "a")));
    harness.end("broken", 1);
    Map<String, ModelDefinition> bad = new LinkedHashMap<>();
    add(bad, "bad", "SELECT 1 / 0 AS a");
    assertThatThrownBy(() -> harness.audit(harness.work("broken", bad, List.of())))
        .isInstanceOf(PermanentException.class);
    assertThat(database.staging()).anyMatch(name -> name.endsWith("_all"));
    harness.adding(RunMode.FULL);
    RunWork full = loaded("r2", Map.of());
    harness.audit(full);

    assertThatThrownBy(() -> destination.publish(full)).isInstanceOf(TransientException.class);
    database.run("UPDATE _penstock.run SET closed = true WHERE run_id = 'broken'");
    destination.publish(full);

    assertThat(database.value("SELECT 'silver.things'::regclass::oid")).isNotEqualTo(before);
    assertThat(database.rows("SELECT id FROM silver.things ORDER BY 1")).containsExactly("1", "2");
    destination.clean("broken", 2);
    assertThat(database.staging()).isEmpty();
  }
}

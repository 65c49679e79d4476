package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.RunMode;
import dev.penstock.error.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The connection is lost at every statement of every call; the call is repeated; once is once. */
@ExtendWith(PostgresExtension.class)
class CrashTest {
  private static final Schema SCHEMA =
      schema(field("id", Vectors.INT), field("name", Vectors.TEXT));
  private static final List<List<Object>> FIRST =
      List.of(List.of(1, "a"), List.of(2, "\0"), List.of(3, "c"));

  private final TestDatabase database;

  CrashTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void aCallThatBrokeOffAnywhereDoesItsWorkOnceWhenItIsRepeated() {
    HikariDataSource pool = Pool.open(database.connection());
    BreakingConnections breaking = new BreakingConnections(pool::getConnection);
    try (Destination destination =
            new PostgresDestination("warehouse", breaking, pool::close, 4, Clock.systemUTC());
        LoadHarness harness = new LoadHarness(destination, SCHEMA, "id")) {
      Map<String, ModelDefinition> models = PublishTest.models();
      int breaks = 1;
      for (int step = 0; breaks > 0; step++) {
        String run = "run" + step;
        RunWork work = harness.work(run, models, List.of());
        // The same step of every call breaks, until no call has so many.
        breaking.breakAt(step);

        LoadResult loaded = breaking.insist(() -> harness.load(run, 0, FIRST));
        LoadResult second = breaking.insist(() -> harness.load(run, 1, List.of(List.of(4, "a"))));
        breaking.insist(() -> harness.end(run, 2));
        assertThat(breaking.insist(() -> harness.audit(work)).passed()).isTrue();
        PublishResult published = breaking.insist(() -> destination.publish(work));
        breaking.insist(
            () -> {
              destination.clean(run, 1);
              return true;
            });

        assertThat(loaded.rejects()).hasSize(1);
        assertThat(second.loaded()).isEqualTo(3);
        assertThat(published.tables().getFirst().rows()).isEqualTo(3);
        assertThat(database.rows("SELECT id FROM silver.things ORDER BY 1"))
            .as("step %d", step)
            .containsExactly("1", "3", "4");
        assertThat(database.rows("SELECT name, things FROM gold.by_name ORDER BY 1"))
            .containsExactly("a|2", "c|1");
        assertThat(database.staging()).isEmpty();
        breaks = breaking.breaks();
      }
    }
  }

  @Test
  void rowsAreAddedOnceWhereverACallBrokeOff() {
    HikariDataSource pool = Pool.open(database.connection());
    BreakingConnections breaking = new BreakingConnections(pool::getConnection);
    try (Destination destination =
            new PostgresDestination("warehouse", breaking, pool::close, 4, Clock.systemUTC());
        LoadHarness harness =
            new LoadHarness(destination, SCHEMA, "id").adding(RunMode.INCREMENTAL)) {
      Map<String, ModelDefinition> models = PublishTest.models();
      int breaks = 1;
      for (int step = 0; breaks > 0; step++) {
        String run = "run" + step;
        RunWork work = harness.work(run, models, List.of());
        // The same step of every call breaks, until no call has so many.
        breaking.breakAt(step);
        int id = 10 * step;
        List<List<Object>> rows =
            List.of(List.of(id + 1, "a"), List.of(id + 2, "\0"), List.of(id + 3, "c"));

        LoadResult loaded = breaking.insist(() -> harness.load(run, 0, rows));
        LoadResult second =
            breaking.insist(() -> harness.load(run, 1, List.of(List.of(id + 4, "a"))));
        breaking.insist(() -> harness.end(run, 2));
        assertThat(breaking.insist(() -> harness.audit(work)).passed()).isTrue();
        PublishResult published = breaking.insist(() -> destination.publish(work));
        breaking.insist(
            () -> {
              destination.clean(run, 1);
              return true;
            });

        assertThat(loaded.rejects()).hasSize(1);
        assertThat(second.loaded()).isEqualTo(3);
        assertThat(published.tables().getFirst().rows()).isEqualTo(3);
        assertThat(database.value("SELECT count(*) FROM silver.things"))
            .as("step %d", step)
            .isEqualTo("" + 3 * (step + 1));
        assertThat(database.rows("SELECT name, things FROM gold.by_name ORDER BY 1"))
            .containsExactly("a|" + 2 * (step + 1), "c|" + (step + 1));
        assertThat(database.staging()).isEmpty();
        breaks = breaking.breaks();
      }
    }
  }

  @Test
  void modelsAreWhatTheyAreWithoutATroubleWhereverACallBrokeOff() {
    // Models are built at once, so that a step is not the same statement each time.
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    HikariDataSource pool = Pool.open(database.connection());
    BreakingConnections breaking = new BreakingConnections(pool::getConnection);
    try (Destination destination =
            new PostgresDestination("warehouse", breaking, pool::close, 4, Clock.systemUTC());
        LoadHarness harness =
            new LoadHarness(destination, SCHEMA, "id").adding(RunMode.INCREMENTAL)) {
      int breaks = 1;
      for (int step = Math.floorMod(seed, 3); breaks > 0; step += 3) {
        String run = "run" + step;
        RunWork work = harness.work(run, models(), List.of());
        breaking.breakAt(-1);
        int id = 10 * step;
        harness.load(run, 0, List.of(List.of(id, "a" + step % 3), List.of(id + 1, "b")));
        harness.end(run, 1);
        breaking.breakAt(step);

        assertThat(breaking.insist(() -> harness.audit(work)).passed()).isTrue();
        breaking.insist(() -> destination.publish(work));
        breaks = breaking.breaks();

        assertModels(database);
        assertThat(database.staging()).as("seed %d step %d", seed, step).isEmpty();
      }
    }
  }

  /** A diamond of models of every kind. */
  static Map<String, ModelDefinition> models() {
    Map<String, ModelDefinition> models = new LinkedHashMap<>();
    models.put(
        "by_name",
        IncrementalModelTest.incremental(
            "by_name",
            "SELECT name, count(*) AS things FROM {ref:things}"
                + " WHERE name IN (SELECT name FROM {new:things}) GROUP BY name",
            "name"));
    models.put("big", PublishTest.model("big", Materialized.VIEW, "SELECT * FROM {ref:by_name}"));
    models.put(
        "total",
        PublishTest.model(
            "total", Materialized.TABLE, "SELECT sum(things) AS things FROM {ref:by_name}"));
    models.put(
        "both",
        PublishTest.model(
            "both",
            Materialized.TABLE,
            "SELECT b.name, b.things, t.things AS total FROM {ref:big} b, {ref:total} t"));
    return models;
  }

  static void assertModels(TestDatabase database) {
    assertThat(database.rows("SELECT name, things, total FROM gold.both ORDER BY 1"))
        .isEqualTo(
            database.rows(
                "SELECT name, count(*), (SELECT count(*) FROM silver.things)"
                    + " FROM silver.things GROUP BY 1 ORDER BY 1"))
        .isNotEmpty();
  }

  @Test
  void rowsAreLoadedOnceWhileConnectionsAreKilledAtRandom() throws InterruptedException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    AtomicBoolean stop = new AtomicBoolean();
    Thread killer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!stop.get()) {
                    LockSupport.parkNanos(random.nextInt(30_000_000));
                    database.runAsSuperuser(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE application_name = 'penstock' AND datname = '"
                            + database.role()
                            + "'");
                  }
                });
    try (Destination destination = database.open();
        LoadHarness harness = new LoadHarness(destination, SCHEMA, "id")) {
      for (int sequence = 0; sequence < 60; sequence++) {
        int number = sequence;
        LoadResult result =
            insist(() -> harness.load("r1", number, List.of(List.of(number, "n"))), seed);
        assertThat(result.loaded()).as("seed %d", seed).isEqualTo(sequence + 1);
      }
      insist(() -> harness.end("r1", 60), seed);
      stop.set(true);
      killer.join(10_000);
      RunWork work = harness.work("r1", Map.of(), List.of());
      insist(() -> harness.audit(work), seed);
      insist(() -> destination.publish(work), seed);
    } finally {
      stop.set(true);
      killer.join(10_000);
    }
    assertThat(database.rows("SELECT count(*), sum(id) FROM silver.things"))
        .as("seed %d", seed)
        .containsExactly("60|1770");
  }

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static <T> T insist(Supplier<T> call, long seed) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        return call.get();
      } catch (TransientException e) {
        // as a service does, without its pause
      }
    }
    throw new AssertionError("gave up, seed " + seed);
  }
}

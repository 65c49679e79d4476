package dev.penstock.connector.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.database.DatabaseConnectionType;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for both servers beside the contract of sources. */
abstract class AbstractJdbcSourceTest {
  private final BufferAllocator allocator = new RootAllocator();
  private final JdbcConnector connector = new JdbcConnector(allocator);

  abstract Db db();

  @AfterEach
  void close() {
    connector.release("r");
    allocator.close();
  }

  private Source source(String options) {
    return db().source(connector, options);
  }

  private static SourceBatch first(SplitReader reader) {
    return requireNonNull(reader.next());
  }

  private static SourcePlan plan(Source source) {
    return source.plan(PlanRequest.full("r"), Cancellation.NEVER);
  }

  // Ranges

  @Test
  void rangesTogetherAreTheTableWhateverItsKeysAre() {
    long seed = Long.getLong("penstock.seed", new SplittableRandom().nextLong());
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 4; round++) {
      TreeSet<Long> keys = new TreeSet<>(List.of(Long.MIN_VALUE, Long.MAX_VALUE, -1L, 0L));
      for (int i = 0; i < 300; i++) {
        keys.add(random.nextBoolean() ? random.nextLong() : random.nextLong(-200, 200));
      }
      String table = "keys" + round;
      db().run(
              "CREATE TABLE " + table + " (id bigint PRIMARY KEY)",
              "INSERT INTO "
                  + table
                  + " VALUES ("
                  + String.join("), (", keys.stream().map(String::valueOf).toList())
                  + ")");
      int rows = random.nextInt(1, 90);

      Db.Content content =
          db().read("{'table': 'SCHEMA.%s', 'split_rows': %d}".formatted(table, rows));

      assertThat(content.column(0)).as("seed " + seed).isEqualTo(new ArrayList<>(keys));
      assertThat(content.plan().splits())
          .as("seed " + seed)
          .hasSize((keys.size() + rows - 1) / rows);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 50})
  void rangesOfAColumnThatIsNotUniqueLoseNothing(int rows) {
    db().run(
            "CREATE TABLE t (k int, v int)",
            "INSERT INTO t VALUES (NULL, 1), (5, 2), (5, 3), (5, 4), (9, 5), (-7, 6), (NULL, 7)");

    Db.Content content =
        db().read("{'table': 'SCHEMA.t', 'split_by': 'k', 'split_rows': %d}".formatted(rows));

    assertThat(content.column(1)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void aColumnOfNothingButNullsIsReadAsWell() {
    db().run("CREATE TABLE t (k int, v int)", "INSERT INTO t VALUES (NULL, 1), (NULL, 1)");

    assertThat(db().read("{'table': 'SCHEMA.t', 'split_by': 'k'}").column(1)).containsExactly(1, 1);
  }

  @Test
  void rowsThatCameAfterPlanningAreNotRead() {
    db().run("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2), (3)");
    String snapshot = db().postgres() ? ", 'snapshot': false" : "";
    Source source = source("{'table': 'SCHEMA.t', 'split_rows': 2" + snapshot + "}");
    SourcePlan plan = plan(source);

    db().run("INSERT INTO t VALUES (4), (100)");

    assertThat(Db.read(source, plan).column(0)).containsExactly(1, 2, 3);
  }

  @Test
  void placesAreKeys() {
    db().run(
            "CREATE TABLE t (id int PRIMARY KEY, v int)", "INSERT INTO t VALUES (-5, 1), (812, 2)");

    assertThat(db().read("{'table': 'SCHEMA.t', 'columns': ['v']}").column(1))
        .containsExactly(-5L, 812L);
  }

  @Test
  void aSampleReadsTheFirstRowsAndKeepsNothingOpen() {
    db().run(
            "CREATE TABLE t (id int PRIMARY KEY)",
            "INSERT INTO t SELECT n FROM " + db().series(50_000));
    Snapshots snapshots = new Snapshots(Limits.DEFAULT);
    Source source =
        db().source(
                new JdbcConnector(allocator, Limits.DEFAULT, snapshots),
                "{'table': 'SCHEMA.t', 'split_rows': 1000}");

    SourcePlan plan = source.plan(new PlanRequest("r", null, null, true), Cancellation.NEVER);

    assertThat(plan.splits()).hasSize(1);
    assertThat(snapshots.open()).isZero();
    try (SplitReader reader =
        source.read(plan.stream(), plan.splits().getFirst(), null, Cancellation.NEVER)) {
      assertThat(Db.rows(first(reader).rows()).getFirst().getFirst()).isEqualTo(1);
    }
  }

  // Increments

  private static final String CURSOR = "{'table': 'SCHEMA.t', 'cursor': {'column': 'at'}}";

  @Test
  void aCursorReadsWhatIsNewAndARetryTheSameWindow() {
    db().run(
            "CREATE TABLE t (id int PRIMARY KEY, at timestamp(6) NULL)",
            "INSERT INTO t VALUES (1, '2024-01-01 00:00:00.000001'), (2, '2024-01-02'), (3, NULL)");
    Db.Content first = db().read(CURSOR);
    assertThat(first.column(0)).containsExactly(1, 2);
    assertThat(first.plan().notes())
        .hasSize(1)
        .first()
        .asString()
        .contains("without a value in at");
    JsonNode state = first.plan().state();

    Db.Content nothing = db().read(CURSOR, state);
    assertThat(nothing.plan().splits()).isEmpty();
    assertThat(nothing.plan().state()).isEqualTo(state);

    db().run(
            "INSERT INTO t VALUES (4, '2024-01-02'), (5, '2024-01-02 00:00:00.000001'), (6, '2024-03-01')");
    Source source = source(CURSOR);
    SourcePlan plan = source.plan(new PlanRequest("r", state, null, false), Cancellation.NEVER);
    db().run("INSERT INTO t VALUES (7, '2024-02-01'), (8, '2025-01-01')");
    List<@Nullable Object> read = Db.read(source, plan).column(0);

    assertThat(read).contains(5, 6).doesNotContain(1, 2, 3, 4, 8);
    assertThat(requireNonNull(plan.state()).path("value").asText())
        .startsWith("2024-03-01 00:00:00");
    assertThat(requireNonNull(plan.state()).path("column").asText()).isEqualTo("at");
    assertThat(db().read(CURSOR, plan.state()).column(0)).containsExactly(8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bigint|3|5",
        "decimal(30,5)|3.00000|4.50001",
        "date|2024-01-03|2024-01-05",
        "varchar(20)|c^o|ü"
      })
  void cursorsOfEveryKindGoOnBehindTheLastValue(String kind) {
    String[] parts = kind.split("\\|");
    String quoted = parts[1].replace("^", "''");
    db().run(
            "CREATE TABLE t (id int PRIMARY KEY, at " + parts[0] + " NOT NULL)",
            "INSERT INTO t VALUES (1, '" + quoted + "')");
    Db.Content first = db().read(CURSOR);
    db().run("INSERT INTO t VALUES (2, '" + quoted + "'), (3, '" + parts[2] + "')");

    Db.Content second = db().read(CURSOR, first.plan().state());

    assertThat(first.column(0)).containsExactly(1);
    assertThat(second.column(0)).containsExactly(3);
    assertThat(second.plan().notes()).isEmpty();
  }

  @Test
  void theFirstRunStartsWhereTheAuthorSays() {
    db().run("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1), (2), (3)");

    assertThat(
            db().read("{'table': 'SCHEMA.t', 'cursor': {'column': 'id', 'start': '2'}}").column(0))
        .containsExactly(2, 3);
  }

  @Test
  void stateOfAnotherCursorAsksForAFullRun() {
    db().run(
            "CREATE TABLE t (id int PRIMARY KEY, at date)",
            "INSERT INTO t VALUES (1, '2024-01-01')");
    JsonNode state = db().read(CURSOR).plan().state();

    PermanentException error =
        catchThrowableOfType(
            PermanentException.class,
            () -> db().read("{'table': 'SCHEMA.t', 'cursor': {'column': 'id'}}", state));

    assertThat(error.problem().code()).isEqualTo("cursor-changed");
  }

  // What is read again

  @Test
  void rowsThatChangedBeforeTheCheckpointAreNotMixed() {
    String snapshot = db().postgres() ? ", 'snapshot': false" : "";
    db().run(
            "CREATE TABLE t (a int NOT NULL, b int NOT NULL, v int, PRIMARY KEY (a, b))",
            "INSERT INTO t SELECT n, n, n FROM " + db().series(20_000));
    Source source = source("{'table': 'SCHEMA.t'" + snapshot + "}");
    SourcePlan plan = plan(source);
    Split split = plan.splits().getFirst();
    JsonNode after;
    try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
      after = first(reader).after();
    }
    db().run("UPDATE t SET v = -1 WHERE a = 7");

    PermanentException error =
        catchThrowableOfType(
            PermanentException.class,
            () -> {
              try (SplitReader reader =
                  source.read(plan.stream(), split, after, Cancellation.NEVER)) {
                reader.next();
              }
            });

    assertThat(error.problem().code()).isEqualTo("source-changed");
  }

  @Test
  void columnsThatChangedAfterPlanningAreAnError() {
    db().run("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    Source source = source("{'table': 'SCHEMA.t'}");
    SourcePlan plan = plan(source);
    db().run("ALTER TABLE t ADD COLUMN more int");

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> Db.read(source, plan))
        .matches(e -> e.problem().code().equals("source-changed"));
  }

  @Test
  void longRecordsAreRejectsAndTakeNoMemory() {
    String longText = db().postgres() ? "text" : "longtext";
    db().run(
            "CREATE TABLE t (id int PRIMARY KEY, a " + longText + ", b " + longText + ")",
            "INSERT INTO t SELECT n, repeat('ü', 100000), CASE WHEN n % 2 = 0 THEN repeat('y', 400000) END FROM "
                + db().series(40),
            "CREATE VIEW many AS SELECT t.id * 40 + u.id AS id, t.a, t.b FROM t CROSS JOIN t u");

    Source source = source("{'table': 'SCHEMA.many'}");
    SourcePlan plan = source.plan(new PlanRequest("r", null, null, true), Cancellation.NEVER);
    int rows = 0;
    int rejects = 0;
    try (SplitReader reader =
        source.read(plan.stream(), plan.splits().getFirst(), null, Cancellation.NEVER)) {
      for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
        rows += batch.rows().getRowCount();
        rejects += batch.rejects().size();
        batch.rejects().forEach(r -> assertThat(r.rule()).isEqualTo("record size"));
        assertThat(batch.bytes()).isLessThan(SourceBatch.TARGET_BYTES);
      }
    }

    assertThat(rows).isEqualTo(800);
    assertThat(rejects).isEqualTo(800);
  }

  // Faults

  private String sleep(int seconds) {
    return db().postgres()
        ? "SELECT 1 AS a, pg_sleep(" + seconds + ")::text AS b"
        : "SELECT id AS a FROM one WHERE sleep(" + seconds + ") = 0";
  }

  @Test
  void cancelStopsAStatementThatRuns() {
    db().run("CREATE TABLE one (id int)", "INSERT INTO one VALUES (1)");
    Source source = source("{'query': '%s', 'split_by': 'a'}".formatted(sleep(30)));
    long start = System.nanoTime();

    assertThatExceptionOfType(Cancelled.class)
        .isThrownBy(
            () ->
                source.plan(
                    PlanRequest.full("r"),
                    () -> System.nanoTime() - start > Duration.ofMillis(1_500).toNanos()));

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(25));
  }

  @Test
  void aStatementThatTakesTooLongIsTransient() {
    db().run("CREATE TABLE one (id int)", "INSERT INTO one VALUES (1)");
    Limits limits =
        new Limits(
            Duration.ofMillis(700),
            Duration.ofMillis(700),
            Duration.ofHours(1),
            Duration.ofSeconds(30));
    Source source =
        db().source(
                new JdbcConnector(allocator, limits),
                "{'query': '%s', 'split_by': 'a', 'fetch_size': 1}".formatted(sleep(20)));

    TransientException error =
        catchThrowableOfType(
            TransientException.class, () -> source.plan(PlanRequest.full("r"), Cancellation.NEVER));

    assertThat(error.problem().code()).isEqualTo("statement-timeout");
  }

  @Test
  void aLostServerIsTransientAndReadingGoesOnAfterwards() {
    db().run(
            "CREATE TABLE t (id int PRIMARY KEY, v varchar(400))",
            "INSERT INTO t SELECT n, repeat('x', 300) FROM " + db().series(50_000));
    String snapshot = db().postgres() ? ", 'snapshot': false" : "";
    Source source = source("{'table': 'SCHEMA.t'" + snapshot + "}");
    SourcePlan plan = plan(source);
    Split split = plan.splits().getFirst();
    List<Object> read = new ArrayList<>();
    JsonNode after = null;
    PenstockException error = null;
    try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
      SourceBatch batch = first(reader);
      Db.rows(batch.rows()).forEach(row -> read.add(row.getFirst()));
      after = batch.after();
      db().restart().run();
      while (reader.next() != null) {
        // What the client has of the answer still comes.
      }
    } catch (PenstockException e) {
      error = e;
    }
    assertThat(error).isInstanceOf(TransientException.class);
    assertThat(requireNonNull(error).problem().code()).isEqualTo("database-unreachable");

    try (SplitReader reader = source.read(plan.stream(), split, after, Cancellation.NEVER)) {
      for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
        Db.rows(batch.rows()).forEach(row -> read.add(row.getFirst()));
      }
    }

    assertThat(read).hasSize(50_000).doesNotHaveDuplicates();
  }

  @Test
  void aQueryCannotWrite() {
    db().run("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    List<String> queries =
        db().postgres()
            ? List.of(
                "WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone",
                "DELETE FROM t RETURNING id",
                "SELECT nextval(^t_id_seq^)",
                "SELECT 1) q; COMMIT; DELETE FROM t; SELECT * FROM (SELECT 1",
                "SELECT lo_create(0)")
            : List.of(
                "DELETE FROM t RETURNING id",
                "SELECT 1) q; DELETE FROM t; SELECT * FROM (SELECT 1",
                "SELECT id INTO @x FROM t",
                "SELECT id FROM t FOR UPDATE) q, (SELECT 1 INTO OUTFILE ^/tmp/penstock-no^");
    if (db().postgres()) {
      db().run("CREATE SEQUENCE t_id_seq");
    }

    for (String query : queries) {
      assertThatExceptionOfType(PermanentException.class)
          .as(query)
          .isThrownBy(() -> db().read("{'query': '" + query + "'}"));
    }

    assertThat(db().texts("SELECT count(*) FROM t")).containsExactly("1");
  }

  @Test
  void aMissingTableOrColumnIsToldWithTheNearMiss() {
    db().run("CREATE TABLE orders (id int PRIMARY KEY, amount int)");

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> db().read("{'table': 'SCHEMA.order'}"))
        .matches(e -> e.problem().code().equals("table-missing"))
        .withMessageContaining("Did you mean `" + db().schema() + ".orders`?");
    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> db().read("{'table': 'SCHEMA.orders', 'columns': ['amuont']}"))
        .matches(e -> e.problem().where().equals("columns"))
        .withMessageContaining("Did you mean `amount`?");
  }

  @Test
  void aUuidCannotBeACursor() {
    db().run("CREATE TABLE t (id int PRIMARY KEY, at uuid)");

    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> db().read(CURSOR))
        .matches(e -> e.problem().where().equals("cursor.column"));
  }

  // Connections

  @Test
  void checkingAConnectionTellsVersionAndRights() {
    db().run("CREATE TABLE t (id int PRIMARY KEY)");
    DatabaseConnectionType type =
        db().postgres() ? DatabaseConnectionType.POSTGRESQL : DatabaseConnectionType.MYSQL;

    var check = type.check(db().connection());

    assertThat(check.ok()).isTrue();
    assertThat(check.findings().get(0).message()).containsPattern("version \\d+");
    assertThat(check.findings().get(1).message()).contains("can be read: 1.");
    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> type.check(db().with("password", "very-secret")))
        .matches(e -> e.problem().code().equals("database-login"))
        .matches(e -> !e.problem().text().contains("very-secret"));
  }
}

package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Destination;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.RunMode;
import dev.penstock.error.PermanentException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows that are added to tables which changed, or which people changed. */
@ExtendWith(PostgresExtension.class)
class AppendTest {
  private static final Schema NAMED =
      schema(field("id", Vectors.BIGINT), field("name", Vectors.TEXT));
  private static final Schema PRICED =
      schema(field("id", Vectors.BIGINT), field("price", Vectors.DOUBLE));

  private final TestDatabase database;
  private final Destination destination;

  AppendTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
  }

  @AfterEach
  void close() {
    destination.close();
  }

  @Test
  void newColumnsAreAddedAndMissingOnesAreNull() {
    add("r1", NAMED, List.of(1, "a"));
    String before = oid();

    add("r2", PRICED, List.of(2, 1.5));

    assertThat(database.rows("SELECT id, name, price FROM silver.things ORDER BY id"))
        .containsExactly("1|a|∅", "2|∅|1.5");
    assertThat(database.rows("SELECT name, things FROM gold.by_name ORDER BY 1"))
        .containsExactly("a|1", "∅|1");
    assertThat(oid()).isEqualTo(before);
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void aFullRunMayAddColumnsToo() {
    add("r1", NAMED, List.of(1, "a"));
    database.run("CREATE VIEW public.theirs AS SELECT name FROM silver.things");
    String before = oid();

    full("r2", PRICED, List.of(2, 1.5));

    assertThat(database.rows("SELECT id, name, price FROM silver.things"))
        .containsExactly("2|∅|1.5");
    assertThat(oid()).as("a view of a person pins it").isEqualTo(before);
    database.run("DROP VIEW public.theirs");
    full("r3", NAMED, List.of(3, "c"));
    assertThat(database.rows("SELECT id, name, price FROM silver.things")).containsExactly("3|c|∅");
    assertThat(oid()).isNotEqualTo(before);
  }

  @Test
  void defaultsAndIdentitiesOfTheTableFillWhatTheRunLacks() {
    database.run(
        """
        CREATE SCHEMA silver;
        CREATE TABLE silver.things (n int GENERATED ALWAYS AS IDENTITY, id bigint PRIMARY KEY,
          name varchar(5), seen date NOT NULL DEFAULT '2020-01-01',
          twice bigint GENERATED ALWAYS AS (id * 2) STORED);
        INSERT INTO silver.things (id, name) VALUES (1, 'a');
        """);

    add("r1", NAMED, List.of(2, "b"));
    add("r2", NAMED, List.of(3, "c"));

    assertThat(database.rows("SELECT * FROM silver.things ORDER BY id"))
        .containsExactly("1|1|a|2020-01-01|2", "2|2|b|2020-01-01|4", "3|3|c|2020-01-01|6");
    full("r3", NAMED, List.of(4, "d"));
    assertThat(database.rows("SELECT * FROM silver.things")).containsExactly("4|4|d|2020-01-01|8");
  }

  @Test
  void whatDoesNotFitIsToldBeforeTheFirstRow() {
    database.run(
        "CREATE SCHEMA silver;"
            + "CREATE TABLE silver.things (id boolean, needed text NOT NULL, name date, price real)");
    try (LoadHarness harness = new LoadHarness(destination, NAMED).adding(RunMode.INCREMENTAL)) {
      assertThatThrownBy(() -> harness.load("r1", 0, List.of(List.of(1, "a"))))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("table-columns");
                assertThat(e.problem().message())
                    .contains("\"id\" is bigint in the output and boolean in the table")
                    .contains("\"name\" is text in the output and date in the table")
                    .contains("\"needed\" must not be NULL in the table and is not in the output")
                    .doesNotContain("price");
              });
    }
    assertThat(database.staging()).isEmpty();
  }

  @Test
  void anotherOwnersTableGetsNoColumns() {
    add("r1", NAMED, List.of(1, "a"));
    database.runAsSuperuser(
        "CREATE ROLE keeper2; ALTER TABLE silver.things OWNER TO keeper2;"
            + "GRANT ALL ON silver.things TO "
            + database.role());
    try {
      add("r2", NAMED, List.of(2, "b"));
      assertThat(database.value("SELECT count(*) FROM silver.things")).isEqualTo("2");
      assertThatThrownBy(() -> add("r3", PRICED, List.of(3, 1.5)))
          .hasMessageContaining("belongs to another role: \"price\"");
    } finally {
      database.runAsSuperuser(
          "REASSIGN OWNED BY keeper2 TO "
              + database.role()
              + "; DROP OWNED BY keeper2; DROP ROLE keeper2");
    }
  }

  @Test
  void aTableThatChangedBehindTheLoadIsToldByTheAudit() {
    add("r1", NAMED, List.of(1, "a"));
    try (LoadHarness harness = harness(NAMED, RunMode.INCREMENTAL)) {
      harness.load("r2", 0, List.of(List.of(2, "b")));
      harness.end("r2", 1);
      database.run("DROP VIEW gold.names; ALTER TABLE silver.things ALTER name TYPE varchar(9)");

      assertThatThrownBy(() -> harness.audit(harness.work("r2", Map.of(), List.of())))
          .hasMessageContaining(
              "\"name\" is text in the output and character varying(9) in the table");
    }
    assertThat(database.rows("SELECT id FROM silver.things")).containsExactly("1");
  }

  @Test
  void keysThatComeBetweenAuditAndPublishAreRefused() {
    for (boolean constraint : List.of(true, false)) {
      database.run("DROP SCHEMA IF EXISTS silver, gold CASCADE");
      add("a" + constraint, NAMED, List.of(1, "a"));
      if (!constraint) {
        database.run("ALTER TABLE silver.things DROP CONSTRAINT things_pkey");
      }
      try (LoadHarness harness = harness(NAMED, RunMode.INCREMENTAL)) {
        String run = "b" + constraint;
        harness.load(run, 0, List.of(List.of(2, "b")));
        harness.end(run, 1);
        RunWork work = harness.work(run, Map.of(), List.of());
        assertThat(harness.audit(work).passed()).isTrue();
        database.run("INSERT INTO silver.things VALUES (2, 'theirs')");

        assertThatThrownBy(() -> destination.publish(work))
            .isInstanceOfSatisfying(
                PermanentException.class,
                e -> assertThat(e.problem().code()).isEqualTo("append-conflict"));
      }
      assertThat(database.rows("SELECT * FROM silver.things ORDER BY 1"))
          .containsExactly("1|a", "2|theirs");
    }
  }

  @Test
  void nothingInStagingDependsOnTheTableAfterTheAudit() {
    add("r1", NAMED, List.of(1, "a"));
    try (LoadHarness harness = harness(NAMED, RunMode.INCREMENTAL)) {
      harness.load("r2", 0, List.of(List.of(2, "b")));
      harness.end("r2", 1);
      assertThat(harness.audit(harness.work("r2", PublishTest.models(), List.of())).passed())
          .isTrue();
    }
    database.run("DROP VIEW gold.names; DROP TABLE silver.things");
  }

  @Test
  void readersSeeAllOfARunOrNothingOfIt() throws Exception {
    add("r0", NAMED, List.of(0, "n"));
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Long> reads =
        CompletableFuture.supplyAsync(
            () -> {
              long count = 0;
              try (Connection reader = database.connect();
                  Statement statement = reader.createStatement()) {
                while (!stop.get()) {
                  try (var row =
                      statement.executeQuery(
                          "SELECT (SELECT count(*) FROM silver.things),"
                              + " (SELECT sum(things) FROM gold.by_name)")) {
                    row.next();
                    assertThat(row.getLong(1)).isEqualTo(row.getLong(2));
                    assertThat(row.getLong(1) % 3).isEqualTo(1);
                    count++;
                  }
                }
              } catch (java.sql.SQLException e) {
                throw new AssertionError(e);
              }
              return count;
            });
    for (int run = 1; run <= 15; run++) {
      int id = 3 * run;
      add(
          "r" + run,
          run % 5 == 0 ? wider(run) : NAMED,
          List.of(id, "n"),
          List.of(id + 1, "n"),
          List.of(id + 2, "n"));
    }
    stop.set(true);

    assertThat(reads.get()).isPositive();
    assertThat(database.value("SELECT count(*) FROM silver.things")).isEqualTo("46");
  }

  /** A further column in each such run. */
  private static Schema wider(int run) {
    return schema(field("id", Vectors.BIGINT), field("name" + run, Vectors.TEXT));
  }

  private String oid() {
    return database.value("SELECT 'silver.things'::regclass::oid");
  }

  private LoadHarness harness(Schema schema, RunMode mode) {
    return new LoadHarness(destination, schema, "id").adding(mode);
  }

  private void add(String run, Schema schema, List<?>... rows) {
    publish(run, schema, RunMode.INCREMENTAL, rows);
  }

  private void full(String run, Schema schema, List<?>... rows) {
    publish(run, schema, RunMode.FULL, rows);
  }

  private void publish(String run, Schema schema, RunMode mode, List<?>... rows) {
    List<? extends List<? extends @Nullable Object>> all = Arrays.asList(rows);
    try (LoadHarness harness = harness(schema, mode)) {
      for (int attempt = 0; ; attempt++) {
        try {
          harness.publish(run, PublishTest.models(), all);
          return;
        } catch (dev.penstock.error.TransientException e) {
          // a reader held the tables
          if (attempt == 50) {
            throw e;
          }
        }
      }
    }
  }
}

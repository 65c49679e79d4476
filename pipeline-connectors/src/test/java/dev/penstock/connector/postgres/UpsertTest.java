package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static dev.penstock.connector.postgres.ModeHarness.merging;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.batch.Columns;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.StagedOutput;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Destination;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.Merging.Missing;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows that meet those with their key. */
@ExtendWith(PostgresExtension.class)
class UpsertTest {
  private static final Merging BY_ORDER = merging("o", null, Missing.KEEP);
  private static final String THINGS = "SELECT id, a, b, o FROM silver.things";

  private final TestDatabase database;
  private final Destination destination;

  UpsertTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
  }

  @AfterEach
  void close() {
    destination.close();
  }

  @Test
  void randomRunsGiveWhatPlainSqlGives() {
    agrees(BY_ORDER, "o DESC NULLS LAST, ", "coalesce(excluded.o >= r.o, r.o IS NULL)");
  }

  @Test
  void randomRunsWithoutAnOrderGiveWhatPlainSqlGives() {
    agrees(Merging.BY_PLACE, "", "true");
  }

  private void agrees(Merging merging, String order, String wins) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    boolean noting = random.nextBoolean();
    String things = noting ? "SELECT id, a, b, o, since FROM " : "SELECT * FROM ";
    Journal journal = new Journal(database, random, 25);
    database.run(
        Journal.CREATE
            + "CREATE TABLE public.ref (id bigint PRIMARY KEY, a text, b int, o int, since date)");
    try (ModeHarness harness =
        new ModeHarness(destination, LoadMode.UPSERT, merging)
            .noting(noting)
            .with(
                Map.of(
                    "copy",
                    PublishTest.model("copy", Materialized.TABLE, "SELECT * FROM {ref:things}")))) {
      for (int i = 0; i < 8; i++) {
        String run = "r" + i;
        String as = "seed " + seed + ", run " + i;
        RunMode mode = random.nextInt(5) == 0 ? RunMode.FULL : RunMode.INCREMENTAL;
        boolean fresh = i == 0 || mode == RunMode.FULL;
        long rows = journal.load(harness, run);
        database.run(
            "DROP TABLE IF EXISTS before; CREATE TABLE before AS SELECT * FROM public.ref");
        database.run(
            (fresh ? "TRUNCATE public.ref; " : "")
                + "INSERT INTO public.ref AS r SELECT DISTINCT ON (id) id, a, b, o, since"
                + " FROM public.journal WHERE run = '"
                + run
                + "' ORDER BY id, "
                + order
                + "origin DESC, place DESC ON CONFLICT (id) DO UPDATE SET a = excluded.a,"
                + " b = excluded.b, o = excluded.o, since = excluded.since WHERE "
                + wins);

        AuditResult audit = harness.audit(run, mode);
        if (random.nextInt(3) == 0) {
          assertThat(harness.audit(run, mode)).as(as).isEqualTo(audit);
        }
        PublishResult published = harness.publish(run, mode);

        assertThat(Journal.differences(database, "SELECT * FROM ref", things + "silver.things"))
            .as(as)
            .isEmpty();
        assertThat(Journal.differences(database, "SELECT * FROM ref", things + "gold.copy"))
            .as(as)
            .isEmpty();
        assertThat(noting ? Journal.lost(database) : List.of()).as(as).isEmpty();
        long keys =
            number("SELECT count(DISTINCT id) FROM public.journal WHERE run = '" + run + "'");
        assertThat(audit.outputs())
            .as(as)
            .containsExactly(new StagedOutput("things", "things", rows, keys));
        Changes expected =
            fresh
                ? new Changes(keys, 0, number("SELECT count(*) FROM before"))
                : new Changes(
                    number("SELECT count(*) FROM ref WHERE id NOT IN (SELECT id FROM before)"),
                    number(
                        "SELECT count(*) FROM ref r JOIN before b USING (id)"
                            + " WHERE (r.a, r.b, r.o, r.since) IS DISTINCT FROM"
                            + " (b.a, b.b, b.o, b.since)"),
                    0);
        assertThat(published.tables().getFirst().changes()).as(as).isEqualTo(expected);
        assertThat(database.staging()).as(as).isEmpty();
      }
    }
  }

  @Test
  void aTableHasNoHiddenColumnsAndAKey() {
    try (ModeHarness harness = new ModeHarness(destination, LoadMode.UPSERT, BY_ORDER)) {
      harness.run("r1", RunMode.INCREMENTAL, List.of(row(1, "a", 1, 1), row(1, "b", 1, 2)));

      assertThat(database.rows("SELECT * FROM silver.things")).containsExactly("1|b|1|∅|∅");
      assertThatThrownBy(() -> database.run("INSERT INTO silver.things (id) VALUES (1)"))
          .hasStackTraceContaining("things_pkey");
    }
  }

  @Test
  void aColumnThatTheRunLacksKeepsItsValue() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.things (n int GENERATED ALWAYS AS IDENTITY,"
            + " id bigint UNIQUE, a text, b int, o int, since date, note text DEFAULT 'new',"
            + " twice int GENERATED ALWAYS AS (b * 2) STORED);"
            + " INSERT INTO silver.things (id, a, b, note) VALUES (1, 'old', 1, 'mine')");
    try (ModeHarness harness = new ModeHarness(destination, LoadMode.UPSERT, BY_ORDER)) {
      PublishResult result =
          harness.run("r1", RunMode.INCREMENTAL, List.of(row(1, "a", 5, 1), row(2, "b", 6, 2)));

      assertThat(database.rows("SELECT id, a, b, note, twice FROM silver.things ORDER BY id"))
          .containsExactly("1|a|5|mine|10", "2|b|6|new|12");
      assertThat(result.tables().getFirst().changes()).isEqualTo(new Changes(1, 1, 0));
    }
  }

  @Test
  void aTableWithoutAUniqueKeyIsRefusedBeforeTheFirstRow() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.things (id bigint, a text, b int, o int,"
            + " since date); CREATE UNIQUE INDEX ON silver.things (id) WHERE b > 0;"
            + " CREATE UNIQUE INDEX ON silver.things (id, a)");
    try (ModeHarness harness = new ModeHarness(destination, LoadMode.UPSERT, BY_ORDER)) {
      assertThatThrownBy(() -> harness.load("r1", "s0", 0, List.of(row(1, "a", 1, 1))))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("key-index");
                assertThat(e.problem().advice()).contains("ADD PRIMARY KEY (\"id\")");
              });
    }
  }

  @Test
  void aRowWithoutAKeyFailsTheKeysCheck() {
    try (ModeHarness harness = new ModeHarness(destination, LoadMode.UPSERT, BY_ORDER)) {
      harness.load(
          "r1",
          "s0",
          0,
          List.of(
              row(null, "a", 1, 1), row(null, "b", 1, 2), row(1, "c", 1, 3), row(1, "d", 1, 4)));
      harness.end("r1", "s0", 1);

      AuditResult audit =
          destination.audit(harness.work("r1", RunMode.INCREMENTAL), Cancellation.NEVER);

      assertThat(audit.passed()).isFalse();
      assertThat(audit.checks().getFirst().message())
          .contains("2 rows have no value in a key column");
      assertThat(audit.checks().getFirst().sample().getFirst()).doesNotContainKey("_penstock_row");
    }
  }

  @Test
  void anOrderThatTheOutputLacksIsRefused() {
    try (ModeHarness harness =
        new ModeHarness(destination, LoadMode.UPSERT, merging("gone", null, Missing.KEEP))) {
      assertThatThrownBy(() -> harness.load("r1", "s0", 0, List.of(row(1, "a", 1, 1))))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("\"gone\" is the order and not in the output");
    }
  }

  @Test
  void duplicatesGoBeforeKeysCompete() {
    StepDefinition unique = new StepDefinition.Deduplicate(List.of("id", "a"), Map.of());
    try (ModeHarness harness =
        new ModeHarness(destination, LoadMode.UPSERT, Merging.BY_PLACE).ending(unique)) {
      harness.run("r0", RunMode.INCREMENTAL, List.of(row(1, "old", 0, 1), row(3, "c", 0, 2)));
      harness.load(
          "r1",
          "s0",
          0,
          List.of(row(1, "x", 1, 1), row(1, "y", 2, 2), row(1, "x", 3, 3), row(2, "x", 4, 4)));
      harness.end("r1", "s0", 1);
      AuditResult audit = harness.audit("r1", RunMode.INCREMENTAL);
      assertThat(harness.audit("r1", RunMode.INCREMENTAL)).isEqualTo(audit);
      harness.publish("r1", RunMode.INCREMENTAL);

      assertThat(audit.outputs()).containsExactly(new StagedOutput("things", "things", 4, 2));
      assertThat(database.rows(THINGS + " ORDER BY id"))
          .containsExactly("1|y|2|∅", "2|x|4|∅", "3|c|0|∅");
    }
  }

  @Test
  void aReplayedRecordThatIsOlderChangesNothing() {
    try (ModeHarness harness = new ModeHarness(destination, LoadMode.UPSERT, BY_ORDER)) {
      harness.run("r1", RunMode.INCREMENTAL, List.of(ordered(1, "new", 5), ordered(2, "x", null)));

      PublishResult replay =
          harness.run("r2", RunMode.REPLAY, List.of(ordered(1, "old", 4), ordered(2, "y", 1)));

      assertThat(database.rows(THINGS + " ORDER BY id")).containsExactly("1|new|0|5", "2|y|0|1");
      assertThat(replay.tables().getFirst().changes()).isEqualTo(new Changes(0, 1, 0));
    }
  }

  @Test
  void newColumnsAreAddedAndAConflictElsewhereIsAPlainError() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.things (id bigint PRIMARY KEY, a text UNIQUE);"
            + " INSERT INTO silver.things VALUES (1, 'a'), (2, 'b')");
    try (ModeHarness harness = new ModeHarness(destination, LoadMode.UPSERT, Merging.BY_PLACE)) {
      harness.run("r1", RunMode.INCREMENTAL, List.of(row(1, "c", 7, 1)));
      assertThat(database.rows("SELECT id, a, b FROM silver.things ORDER BY id"))
          .containsExactly("1|c|7", "2|b|∅");

      harness.load("r2", "s0", 0, List.of(row(1, "b", 7, 1)));
      harness.end("r2", "s0", 1);
      harness.audit("r2", RunMode.INCREMENTAL);
      assertThatThrownBy(() -> harness.publish("r2", RunMode.INCREMENTAL))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> assertThat(e.problem().code()).isEqualTo("append-conflict"));
    }
  }

  @Test
  void columnsThatAreAllInTheKeyAreAdded() {
    try (ModeHarness harness =
        new ModeHarness(destination, LoadMode.UPSERT, Merging.BY_PLACE)
            .with(schema(field("id", Vectors.BIGINT), field(Columns.PLACE, Vectors.BIGINT)))) {
      harness.run("r1", RunMode.INCREMENTAL, List.of(List.of(1, 1)));
      PublishResult result =
          harness.run(
              "r2", RunMode.INCREMENTAL, List.of(List.of(1, 1), List.of(2, 2), List.of(2, 3)));

      assertThat(result.tables().getFirst().changes()).isEqualTo(new Changes(1, 0, 0));
    }
  }

  private long number(String sql) {
    return Long.parseLong(database.value(sql));
  }

  private static List<@Nullable Object> row(
      @Nullable Integer id, String a, Integer b, Integer place) {
    return Arrays.asList(id, a, b, null, null, place);
  }

  private static List<@Nullable Object> ordered(Integer id, String a, @Nullable Integer order) {
    return Arrays.asList(id, a, 0, order, LocalDate.of(2020, 1, 1), 1);
  }
}

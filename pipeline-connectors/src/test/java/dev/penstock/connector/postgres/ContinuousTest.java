package dev.penstock.connector.postgres;

import static dev.penstock.connector.postgres.ModeHarness.merging;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.StagedOutput;
import dev.penstock.connector.Destination;
import dev.penstock.connector.Fenced;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.Merging.Missing;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.RunMode;
import dev.penstock.error.TransientException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Batches that readers see when they are loaded. */
@ExtendWith(PostgresExtension.class)
class ContinuousTest {
  private static final Merging BY_ORDER = merging("o", null, Missing.KEEP);
  private static final String THINGS = "SELECT id, a, o FROM silver.things ORDER BY id";

  private final TestDatabase database;
  private final Destination destination;

  ContinuousTest(TestDatabase database) {
    this.database = database;
    this.destination = database.open();
  }

  @AfterEach
  void close() {
    destination.close();
  }

  @Test
  void aBatchIsVisibleWhenItIsLoadedAndCountsOnce() {
    try (ModeHarness harness = harness(BY_ORDER)) {
      harness.load("r1", "s0", 0, List.of(row(1, "a", 1), row(1, "b", 2), row(2, "c", 1)));
      assertThat(database.rows(THINGS)).containsExactly("1|b|2", "2|c|1");
      harness.load("r1", "s0", 1, List.of(row(1, "old", 1), row(2, "d", 3), row(3, "e", 1)));
      LoadResult again =
          harness.load("r1", "s0", 1, List.of(row(1, "old", 1), row(2, "d", 3), row(3, "e", 1)));
      harness.end("r1", "s0", 2);
      AuditResult audit = harness.audit("r1", RunMode.FULL);
      PublishResult published = harness.publish("r1", RunMode.FULL);

      assertThat(again.loaded()).isEqualTo(6);
      assertThat(audit.outputs()).containsExactly(new StagedOutput("things", "things", 6, 6));
      assertThat(database.rows(THINGS)).containsExactly("1|b|2", "2|d|3", "3|e|1");
      assertThat(published.tables().getFirst().changes()).isEqualTo(new Changes(3, 1, 0));
      assertThat(published.tables().getFirst().rows()).isEqualTo(4);
      assertThat(database.staging()).isEmpty();
    }
  }

  @Test
  void randomRunsGiveWhatPlainSqlGives() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Journal journal = new Journal(database, random, 25);
    database.run(
        Journal.CREATE
            + "CREATE TABLE public.ref (id bigint PRIMARY KEY, a text, b int, o int, since date)");
    Merging byB = merging("b", null, Missing.KEEP);
    try (ModeHarness harness =
        harness(byB)
            .noting(true)
            .with(
                Map.of(
                    "copy",
                    PublishTest.model("copy", Materialized.TABLE, "SELECT * FROM {ref:things}")))) {
      for (int i = 0; i < 6; i++) {
        String run = "r" + i;
        journal.load(harness, run);
        harness.audit(run, RunMode.INCREMENTAL);
        harness.publish(run, RunMode.INCREMENTAL);

        assertThat(Journal.lost(database)).as("seed %d, run %d", seed, i).isEmpty();
        // Whatever the order of splits, the greatest is left.
        assertThat(
                database.rows(
                    "SELECT id, max(b) FROM public.journal GROUP BY id"
                        + " EXCEPT SELECT id, b FROM silver.things"))
            .as("seed %d, run %d", seed, i)
            .isEmpty();
        assertThat(
                database.rows(
                    "SELECT id, a, b, o, since FROM silver.things"
                        + " EXCEPT SELECT id, a, b, o, since FROM public.journal"))
            .as("seed %d, run %d", seed, i)
            .isEmpty();
        assertThat(
                Journal.differences(
                    database, "SELECT * FROM silver.things", "SELECT * FROM gold.copy"))
            .as("seed %d, run %d", seed, i)
            .isEmpty();
      }
    }
  }

  @Test
  void theLaterBatchOfASplitWinsWithoutAnOrder() {
    try (ModeHarness harness = harness(Merging.BY_PLACE)) {
      harness.load("r1", "s0", 0, List.of(row(1, "a", 9), row(1, "b", 1)));
      assertThat(database.rows(THINGS)).containsExactly("1|b|1");
      harness.load("r1", "s0", 1, List.of(row(1, "c", 0)));

      assertThat(database.rows(THINGS)).containsExactly("1|c|0");
    }
  }

  @Test
  void aRowThatTheTableRefusesIsARejectAndTheOthersAreLoaded() {
    database.run(
        "CREATE SCHEMA silver; CREATE TABLE silver.kinds (a text PRIMARY KEY);"
            + " INSERT INTO silver.kinds VALUES ('x'), ('y');"
            + " CREATE TABLE silver.things (n int GENERATED ALWAYS AS IDENTITY,"
            + " id bigint UNIQUE, a text REFERENCES silver.kinds, b int CHECK (b < 100), o int,"
            + " since date)");
    try (ModeHarness harness = harness(Merging.BY_PLACE)) {
      List<List<@Nullable Object>> rows =
          List.of(
              row(1, "x", 1),
              row(2, "gone", 1),
              Arrays.asList(3, "x", 100, 1, null, 3),
              Arrays.asList(null, "x", 1, 1, null, 4),
              row(5, "y", 1),
              row(1, "y", 2));

      LoadResult result = harness.load("r1", "s0", 0, rows);

      assertThat(result.rejected()).isEqualTo(3);
      assertThat(result.loaded()).isEqualTo(3);
      assertThat(result.rejects())
          .extracting(r -> r.rule())
          .contains("things_b_check", "id is not null");
      assertThat(result.rejects().toString()).doesNotContain("_penstock").doesNotContain("pg_temp");
      assertThat(database.rows(THINGS)).containsExactly("1|y|2", "5|y|1");
      assertThat(harness.load("r1", "s0", 0, rows)).isEqualTo(result);
      harness.end("r1", "s0", 1);
      harness.audit("r1", RunMode.INCREMENTAL);
      assertThat(
              harness.publish("r1", RunMode.INCREMENTAL).tables().getFirst().changes().inserted())
          .isEqualTo(2);
    }
  }

  @Test
  void firstBatchesAtTheSameTimeMakeOneTableAndSplitsMeetInItsRows() throws Exception {
    try (ModeHarness harness = harness(BY_ORDER);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> splits = new ArrayList<>();
      for (int s = 0; s < 4; s++) {
        int number = s;
        splits.add(
            threads.submit(
                () -> {
                  for (int sequence = 0; sequence < 10; sequence++) {
                    List<List<@Nullable Object>> rows = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                      // Each in another order.
                      int id = number % 2 == 0 ? i : 49 - i;
                      rows.add(row(id, "s" + number, 100 * sequence + number));
                    }
                    insist(harness, "s" + number, sequence, rows);
                  }
                  return number;
                }));
      }
      for (Future<Integer> split : splits) {
        split.get(120, TimeUnit.SECONDS);
      }

      assertThat(
              database.rows("SELECT count(*), min(o), max(o), min(a), max(a) FROM silver.things"))
          .containsExactly("50|903|903|s3|s3");
    }
  }

  private static void insist(
      ModeHarness harness, String split, int sequence, List<List<@Nullable Object>> rows) {
    for (int attempt = 0; ; attempt++) {
      try {
        harness.load("r1", split, sequence, rows);
        return;
      } catch (TransientException e) {
        if (attempt == 20) {
          throw e;
        }
      }
    }
  }

  @Test
  void aZombieChangesNothingAndWhatWasLoadedStays() {
    try (ModeHarness harness = harness(BY_ORDER)) {
      harness.load("r1", "s0", 0, List.of(row(1, "a", 1)));
      destination.clean("r1", 2);

      assertThatThrownBy(() -> harness.load("r1", "s0", 1, List.of(row(1, "b", 2))))
          .isInstanceOf(Fenced.class);
      assertThat(database.rows(THINGS)).containsExactly("1|a|1");
    }
  }

  @Test
  void aTrialIsStagedAndAgreesWithWhatABatchDoes() {
    try (ModeHarness harness = harness(BY_ORDER);
        ModeHarness trial = new ModeHarness(destination, LoadMode.UPSERT, BY_ORDER)) {
      harness.load("r1", "s0", 0, List.of(row(1, "a", 1), row(2, "b", 1)));
      List<List<@Nullable Object>> rows = List.of(row(1, "c", 2), row(2, "d", 0), row(3, "e", 1));
      trial.load("t1", "s0", 0, rows);
      trial.end("t1", "s0", 1);
      harness.audit("t1", RunMode.FULL);
      PublishResult tried = destination.rehearse(harness.work("t1", RunMode.FULL));

      assertThat(tried.tables().getFirst().changes()).isEqualTo(new Changes(1, 1, 0));
      assertThat(database.rows(THINGS)).containsExactly("1|a|1", "2|b|1");
      destination.clean("t1", 1);
      assertThat(database.staging()).isEmpty();
    }
  }

  private ModeHarness harness(Merging merging) {
    return new ModeHarness(destination, LoadMode.CONTINUOUS, merging);
  }

  private static List<@Nullable Object> row(Integer id, String a, Integer o) {
    return Arrays.asList(id, a, 0, o, null, 1L);
  }
}

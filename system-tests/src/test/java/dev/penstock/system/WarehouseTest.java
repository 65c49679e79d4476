package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.local.Component;
import dev.penstock.messaging.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Days of changed customers go into a table that is merged by key, one that keeps their history,
 * and gold models over both, while loader, API and database are killed with SIGKILL as they audit
 * and publish, and readers look all the time. What is there after each day is compared with
 * PostgreSQL's own SQL over all that was ever read. {@code -Dpenstock.seed=N} repeats it as far as
 * the machine allows.
 */
class WarehouseTest {
  private static final Duration TO_THE_END = Duration.ofMinutes(6);
  private static final int CUSTOMERS = 3_000;
  private static final int CHANGES = 20_000;

  /** One for each day but the first. */
  private static final List<Component> VICTIMS =
      List.of(Component.LOADER, Component.API, Component.POSTGRES, Component.LOADER);

  private static final List<RunState> LATE =
      List.of(RunState.AUDITING, RunState.PUBLISHING, RunState.SUCCEEDED);

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void tablesHistoryAndModelsAreExactAndNeverMixedWhileTheyArePublished() throws Exception {
    say("seed " + seed);
    bed.warehouse()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS expected",
            "CREATE TABLE expected.changes (customer_id bigint, name text, country text,"
                + " revision bigint, updated_at timestamptz, place bigint)");
    bed.client().store("customers", yaml(""));
    write(1);
    bed.client().succeed(bed.client().run("customers"));
    assertExact();

    List<Component> victims = new ArrayList<>(VICTIMS);
    Collections.shuffle(victims, random);
    AtomicBoolean over = new AtomicBoolean();
    // The last one is closed first: the readers are told before they are waited for.
    try (ExecutorService readers = Executors.newFixedThreadPool(2);
        AutoCloseable _ = () -> over.set(true)) {
      List<Future<Long>> looks = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        looks.add(readers.submit(() -> look(over)));
      }
      for (int day = 2; day <= 5; day++) {
        write(day);
        String run = bed.client().run("customers");
        killLate(run, victims.get(day - 2));
        Run end = bed.client().await(run, TO_THE_END);
        assertThat(end.state()).as("%s", end).isEqualTo(RunState.SUCCEEDED);
        assertThat(end.balanced()).as("books of %s", end).isTrue();
        assertExact();
      }
      over.set(true);
      for (Future<Long> seen : looks) {
        assertThat(seen.get(30, TimeUnit.SECONDS)).as("times that a reader looked").isPositive();
      }
    }
  }

  @Test
  void aFailedCheckLeavesEveryTableAsItWasAndTheNextRunBringsTheRows() {
    bed.warehouse()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS expected",
            "CREATE TABLE IF NOT EXISTS expected.kept (customer_id bigint)");
    String name = "kept";
    bed.client().store(name, small(name, ""));
    bed.write(name + "/1.csv", "id,name\n1,Ada\n2,Bob\n");
    bed.client().succeed(bed.client().run(name));
    String before = all(name);

    bed.client().store(name, small(name, "- { on: kept, rows: { max: 2 } }"));
    bed.write(name + "/2.csv", "id,name\n2,Bea\n3,Cem\n");
    String failed = bed.client().run(name);
    bed.client().fail(failed);
    assertThat(all(name)).isEqualTo(before);
    assertThat(bed.client().cancel(failed).status()).as("given up").isEqualTo(202);
    bed.client().await(failed, PenstockClient.PATIENCE, "cleaned", Run::cleaned);
    assertThat(bed.warehouse().staged()).as("staging of the failed run").isEmpty();

    bed.client().store(name, small(name, ""));
    bed.client().succeed(bed.client().run(name));
    assertThat(all(name)).isEqualTo("1 Ada, 2 Bea, 3 Cem / 1 Ada, 2 Bob until, 2 Bea, 3 Cem / 3");
  }

  private String all(String name) {
    return bed.warehouse()
        .value(
            """
            SELECT (SELECT string_agg(id || ' ' || name, ', ' ORDER BY id) FROM silver.%1$s)
              || ' / ' ||
              (SELECT string_agg(id || ' ' || name || CASE WHEN current THEN '' ELSE ' until' END,
                ', ' ORDER BY id, valid_from) FROM silver.%1$s_history)
              || ' / ' || (SELECT n FROM gold.%1$s_count)
            """
                .formatted(name));
  }

  /** Kills a part of the stack some time after everything is loaded. */
  private void killLate(String run, Component victim) throws InterruptedException {
    Run now = bed.client().await(run, TO_THE_END, "audit", r -> LATE.contains(r.state()));
    TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
    say("killing " + victim + " after " + now.state());
    bed.stack().kill(victim);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
    bed.stack().start(victim);
  }

  /** Looks until it is over; answers how often all tables agreed. */
  private long look(AtomicBoolean over) throws InterruptedException {
    long looks = 0;
    while (!over.get()) {
      List<List<String>> row;
      try {
        row =
            bed.warehouse()
                .rows(
                    """
                    SELECT (SELECT sum(customers) FROM gold.customers_by_country),
                           (SELECT count(*) FROM silver.customers),
                           (SELECT count(*) FROM silver.customers_history WHERE current),
                           (SELECT count(*) FROM gold.customers_now),
                           (SELECT sum(revisions) FROM gold.customers_by_country),
                           (SELECT sum(revision) FROM silver.customers),
                           (SELECT sum(revision) FROM silver.customers_history WHERE current),
                           (SELECT sum(revision) FROM gold.customers_now)
                    """);
      } catch (AssertionError e) {
        // The database is one of the victims.
        TimeUnit.MILLISECONDS.sleep(50);
        continue;
      }
      assertThat(row.getFirst().subList(0, 4))
          .as("customers in %s", row)
          .containsOnly(row.getFirst().getFirst());
      assertThat(row.getFirst().subList(4, 8))
          .as("revisions in %s", row)
          .containsOnly(row.getFirst().get(4));
      looks++;
    }
    return looks;
  }

  private void assertExact() {
    String columns = "customer_id, name, country, revision, updated_at";
    same(
        "SELECT DISTINCT ON (customer_id) "
            + columns
            + " FROM expected.changes ORDER BY customer_id, updated_at DESC, place DESC",
        "SELECT " + columns + " FROM silver.customers");
    String versions =
        "SELECT DISTINCT ON (customer_id, updated_at) "
            + columns
            + " FROM expected.changes ORDER BY customer_id, updated_at, place DESC";
    same(
        "SELECT "
            + columns
            + ", updated_at AS valid_from, lead(updated_at) OVER w AS valid_to,"
            + " lead(updated_at) OVER w IS NULL AS current FROM ("
            + versions
            + ") v WINDOW w AS (PARTITION BY customer_id ORDER BY updated_at)",
        "SELECT " + columns + ", valid_from, valid_to, current FROM silver.customers_history");
    same(
        "SELECT country, count(*), sum(revision) FROM (SELECT DISTINCT ON (customer_id) * FROM"
            + " expected.changes ORDER BY customer_id, updated_at DESC, place DESC) c GROUP BY 1",
        "SELECT country, customers, revisions FROM gold.customers_by_country");
  }

  private void same(String expected, String actual) {
    assertThat(bed.warehouse().difference(expected, actual)).as(actual).isEmpty();
  }

  /** A day's changes: new customers and old ones, some more than once, some at the same time. */
  private void write(int day) {
    StringBuilder text = new StringBuilder("customer_id,name,country,revision,updated_at\n");
    StringBuilder expected = new StringBuilder();
    for (int line = 2; line < CHANGES + 2; line++) {
      String change =
          "%d,name %d,%s,%d,2026-01-%02dT%02d:%02d:00Z"
              .formatted(
                  random.nextInt(CUSTOMERS * day),
                  random.nextInt(1_000),
                  List.of("DE", "FR", "IT", "CH").get(random.nextInt(4)),
                  day * 1_000_000L + line,
                  day,
                  random.nextInt(24),
                  random.nextInt(60));
      text.append(change).append('\n');
      expected.append(change).append(',').append(day * 1_000_000L + line).append('\n');
    }
    bed.warehouse()
        .copy(
            "expected.changes",
            bed.write("expected-customers/" + day + ".csv", "header\n" + expected));
    var hidden = bed.write("customers/.next", text.toString());
    try {
      Files.move(hidden, bed.file("customers/" + day + ".csv"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String yaml(String checks) {
    return """
        apiVersion: penstock/v1
        name: customers
        streams:
          customers:
            source: { connection: data, path: customers/*.csv, format: csv, incremental: true, split_size: 200000 }
            steps:
              - cast: { customer_id: bigint, revision: bigint, updated_at: timestamptz }
              - branch:
                  customers:
                    output:
                      connection: warehouse
                      table: silver.customers
                      mode: upsert
                      key: [customer_id]
                      order: updated_at
                  customers_history:
                    output:
                      connection: warehouse
                      table: silver.customers_history
                      mode: history
                      key: [customer_id]
                      valid_from: updated_at
        models:
          customers_by_country:
            sql: SELECT country, count(*) AS customers, sum(revision) AS revisions FROM {ref:customers} GROUP BY 1
          customers_now:
            materialized: view
            sql: SELECT customer_id, revision FROM {ref:customers_history} WHERE current
        checks:
          - { on: customers, unique: [customer_id] }
          - { on: customers_history, not_null: [valid_from] }
          - { on: customers_by_country, rows: { min: 1, max: 4 } }
        %s
        """
        .formatted(checks);
  }

  private static String small(String name, String checks) {
    return """
        apiVersion: penstock/v1
        name: %1$s
        streams:
          %1$s:
            source: { connection: data, path: %1$s/*.csv, format: csv, incremental: true }
            steps:
              - cast: { id: bigint }
            outputs:
              %1$s: { connection: warehouse, table: silver.%1$s, mode: upsert, key: [id] }
              %1$s_history: { connection: warehouse, table: silver.%1$s_history, mode: history, key: [id] }
        models:
          %1$s_count:
            sql: SELECT count(*) AS n FROM {ref:%1$s}
        checks:
          - { on: %1$s, not_null: [id] }
          %2$s
        """
        .formatted(name, checks);
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[warehouse] " + text);
  }
}

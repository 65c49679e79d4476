package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.local.Component;
import dev.penstock.messaging.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Branches, aggregates and deduplication over many splits of two files, while services are killed
 * with SIGKILL at random moments, the loader also in the audit that finishes them. What is
 * published is compared row for row with PostgreSQL's own SQL over the files. {@code
 * -Dpenstock.seed=N} repeats a run as far as the machine allows.
 */
class GatherTest {
  private static final Duration TO_THE_END = Duration.ofMinutes(6);
  private static final Duration PROGRESS = Duration.ofSeconds(90);
  private static final long ROWS = 100_000;

  private final TestBed bed = TestBed.shared();
  private final long seed = Long.getLong("penstock.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void everyOutputIsWholeAndExactWhileServicesAreKilled() throws InterruptedException {
    say("seed " + seed);
    Orders.Written one = write(1);
    Orders.Written two = write(2);
    bed.client().store("gather", yaml());
    String run = bed.client().run("gather");

    for (Component victim : victims()) {
      Run now = bed.client().await(run, PROGRESS, "work", GatherTest::working);
      if (now.state().terminal()) {
        assertDelivered(now, one, two);
        run = bed.client().run("gather");
        bed.client().await(run, PROGRESS, "work", GatherTest::working);
      }
      kill(victim, run);
    }
    killInAudit(run);
    assertDelivered(bed.client().await(run, TO_THE_END), one, two);
    // The same files give the same winners in a run of other batches' timing.
    String again = bed.client().run("gather");
    killInAudit(again);
    assertDelivered(bed.client().await(again, TO_THE_END), one, two);
  }

  private static boolean working(Run run) {
    return after(run.state(), RunState.QUEUED)
        && (run.state() != RunState.RUNNING || run.records("EXTRACT") > 0);
  }

  private static boolean after(RunState state, RunState before) {
    return state.ordinal() > before.ordinal();
  }

  /** Kills the loader while it finishes what is staged, unless the audit is over by then. */
  private void killInAudit(String run) throws InterruptedException {
    Run now = bed.client().await(run, TO_THE_END, "audit", r -> after(r.state(), RunState.RUNNING));
    if (!now.state().terminal()) {
      kill(Component.LOADER, run);
    }
  }

  private void kill(Component victim, String run) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
    Run now = bed.client().await(run, PROGRESS, "an answer", _ -> true);
    say("killing " + victim + " at " + now.state() + " with " + now.records("LOAD") + " loaded");
    bed.stack().kill(victim);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
    bed.stack().start(victim);
  }

  /** Every service, and once more those that the steps run in. */
  private List<Component> victims() {
    List<Component> victims = new ArrayList<>(Component.services());
    victims.add(Component.TRANSFORMER);
    victims.add(Component.LOADER);
    Collections.shuffle(victims, random);
    return victims;
  }

  private Orders.Written write(int number) {
    String path = "gather/orders-" + number + ".csv";
    Orders.Written written =
        new Orders(seed + number).write(bed.file(path), bed.file(path + ".clean"), ROWS);
    String table = "expected.gather_" + number;
    bed.warehouse()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS expected", "CREATE TABLE " + table + Orders.CLEAN_TABLE);
    bed.warehouse().copy(table, bed.file(path + ".clean"));
    return written;
  }

  private static String expected() {
    return "(SELECT 1 AS file, * FROM expected.gather_1 UNION ALL"
        + " SELECT 2, * FROM expected.gather_2) AS orders";
  }

  private void assertDelivered(Run run, Orders.Written one, Orders.Written two) {
    assertThat(run.state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
    assertThat(run.balanced()).as("books of %s", run).isTrue();
    assertThat(run.rejects()).isEqualTo(one.bad() + two.bad());
    same(
        "silver.gather_all",
        Orders.CLEAN_COLUMNS,
        "SELECT " + Orders.CLEAN_COLUMNS + " FROM " + expected());
    same(
        "silver.gather_countries",
        "country, status, orders, amount, first, last, noted",
        "SELECT country, status, count(*), sum(amount), min(created_at),"
            + " max(email COLLATE \"C\"), count(*) FILTER (WHERE length(note) > 15) FROM "
            + expected()
            + " GROUP BY 1, 2");
    // A mean is a double: rounded to decimals, it could fall to the other side of an exact half.
    same(
        "silver.gather_countries WHERE abs(mean * orders / amount::float8 - 1) < 1e-12",
        "country, status",
        "SELECT country, status FROM " + expected() + " GROUP BY 1, 2");
    same(
        "silver.gather_customers",
        Orders.CLEAN_COLUMNS,
        "SELECT DISTINCT ON (customer_id) "
            + Orders.CLEAN_COLUMNS
            + " FROM "
            + expected()
            + " ORDER BY customer_id, status COLLATE \"C\" DESC, currency COLLATE \"C\", file,"
            + " order_id");
    same(
        "silver.gather_domains",
        Orders.CLEAN_COLUMNS,
        "SELECT DISTINCT ON (domain) "
            + Orders.CLEAN_COLUMNS
            + " FROM "
            + expected()
            + " WHERE amount > 5000 ORDER BY domain, file, order_id");
    for (String output : List.of("everything", "countries", "customers", "domains")) {
      JsonNode entry = run.entry("orders", output);
      assertThat(entry.path("read").asLong()).isEqualTo(2 * ROWS);
      assertThat(entry.path("loaded").asLong() - entry.path("removed").asLong())
          .as("%s", entry)
          .isEqualTo(entry.path("published").asLong())
          .isEqualTo(run.published("silver", output));
    }
    assertThat(run.entry("orders", "countries").path("merged").asLong()).isPositive();
    assertThat(run.entry("orders", "customers").path("removed").asLong()).isPositive();
  }

  private void same(String table, String columns, String query) {
    assertThat(bed.warehouse().difference(query, "SELECT " + columns + " FROM " + table))
        .as("rows of %s that differ", table)
        .isEmpty();
  }

  private static String yaml() {
    return """
        apiVersion: penstock/v1
        name: gather
        streams:
          orders:
            source: { connection: data, path: 'gather/orders-*.csv', format: csv, split_size: 1048576 }
            steps:
              - derive: { email: lower(trim(email)) }
              - derive: { domain: "split_part(email, '@', 2)" }
              - cast:
                  order_id: bigint
                  customer_id: bigint
                  amount: decimal(12,2)
                  created_at: timestamp
                  updated_at: timestamp
              - validate:
                  - { rule: email is an address, check: "regexp_matches(email, '^[^@ ]+@[^@ ]+[.][a-z]+$')" }
                  - { rule: amount is not negative, check: amount >= 0 }
              - branch:
                  everything:
                    output: { connection: warehouse, table: silver.gather_all }
                  countries:
                    steps:
                      - aggregate:
                          by: [country, status]
                          values:
                            orders: count(*)
                            amount: sum(amount)
                            mean: avg(amount)
                            first: min(created_at)
                            last: max(email)
                            noted: count(CASE WHEN length(note) > 15 THEN 1 END)
                    output: { connection: warehouse, table: silver.gather_countries, key: [country, status] }
                  customers:
                    steps:
                      - deduplicate: { key: [customer_id], order: [{ status: desc }, currency] }
                    output: { connection: warehouse, table: silver.gather_customers, key: [customer_id] }
                  domains:
                    steps:
                      - filter: amount > 5000
                      - deduplicate: [domain]
                    output: { connection: warehouse, table: silver.gather_domains, key: [domain] }
        checks:
          - { on: customers, unique: [customer_id] }
          - { on: countries, rows: { min: 1, max: 32 } }
        """;
  }

  @SuppressWarnings("SystemOut")
  private static void say(String text) {
    System.out.println("[gather] " + text);
  }
}

package dev.penstock.system;

import static dev.penstock.local.Component.EXTRACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example pipelines of every kind of source, on the whole stack. */
class ExamplesTest {
  private final TestBed bed = TestBed.shared();

  @AfterEach
  void heal() {
    bed.heal();
  }

  @ParameterizedTest
  @CsvSource({
    "strikes-by-year, silver.strikes_by_year, 1691",
    "strikes-partitioned, silver.strikes_partitioned, 10000",
    "strike-marts, silver.mart_strikes, 1691",
    "airports-fixed, silver.airports_ak_hi, 279",
    "file-catalog, silver.example_files, 3",
    "penguins, silver.penguins, 344",
    "penguin-lines, bronze.penguin_lines, 344",
    "flights, silver.flights, 20000",
    "flights-by-route, silver.routes, 6888",
    "pictures, silver.pictures, 4",
    "products, silver.products, 6",
    "checked-strikes, silver.checked_strikes, 10000",
    "strikes-since, silver.strikes_since, 2787",
  })
  void anExampleThatReadsFilesLoadsThemWhole(String name, String table, long rows) {
    Run first = run(name);

    assertThat(first.balanced()).isTrue();
    assertThat(first.rejects()).isZero();
    assertThat(bed.warehouse().count(table)).isEqualTo(rows);
    run(name);
    assertThat(bed.warehouse().count(table)).as("after a second run").isEqualTo(rows);
  }

  @Test
  void aRunGoesByItsParametersAndItsEnvironment() {
    run("strikes-since");
    start("{\"parameters\": {\"state\": \"Texas\"}}");
    assertThat(bed.warehouse().count("silver.strikes_since")).isEqualTo(395);

    start("{\"environment\": \"dev\", \"parameters\": {\"since\": \"2001-01-01\"}}");

    assertThat(bed.warehouse().count("dev.strikes_since")).isEqualTo(1722);
    assertThat(bed.warehouse().count("silver.strikes_since")).isEqualTo(395);
    start("{\"parameters\": {\"state\": \"O'HIO' OR 'a' = 'a\"}, \"dry_run\": true}");
  }

  private void start(String body) {
    PenstockClient.Answer started = bed.client().post("/api/v1/pipelines/strikes-since/runs", body);
    assertThat(started.status()).as(started.text()).isEqualTo(202);
    bed.client().succeed(started.json().path("id").asText());
  }

  @Test
  void aHistoryHasEachPriceOnceHoweverOftenItIsRead() {
    run("products");
    run("products");

    assertThat(bed.warehouse().count("silver.product_history")).isEqualTo(11);
    assertThat(
            bed.warehouse()
                .value(
                    "SELECT string_agg(price || ' from ' || valid_from::date, ', ' ORDER BY"
                        + " valid_from) FROM silver.product_history WHERE product_id = 4"))
        .isEqualTo("47.00 from 2024-02-03, 45.50 from 2024-02-20, 49.00 from 2024-04-02");
  }

  @Test
  void aDatabaseIsReadByItsCursor() {
    run("birdstrikes");
    long costly =
        bed.warehouse().number("SELECT count(*) FROM silver.strikes WHERE cost_total > 0");
    assertThat(costly).isPositive();

    Run first = run("costly-strikes");

    assertThat(first.balanced()).isTrue();
    assertThat(bed.warehouse().count("silver.costly_strikes")).isEqualTo(costly);
    assertThat(run("costly-strikes").records("EXTRACT")).as("nothing is later").isZero();
    assertThat(bed.warehouse().count("silver.costly_strikes")).isEqualTo(costly);
  }

  @Test
  void aTopicIsReadFromTheLastOffsets() {
    run("penguins");
    Run first = run("kafka");
    assertThat(first.records("EXTRACT")).isPositive();
    assertThat(first.rejects()).isZero();

    Run second = run("kafka");

    assertThat(second.records("EXTRACT")).as("at least the first run's own events").isPositive();
    assertThat(bed.warehouse().count("silver.run_events"))
        .isEqualTo(first.records("EXTRACT") + second.records("EXTRACT"));
    assertThat(
            bed.warehouse()
                .number("SELECT count(DISTINCT (_partition, _offset)) FROM silver.run_events"))
        .isEqualTo(bed.warehouse().count("silver.run_events"));
  }

  @Test
  void aRestApiWithFaultsIsReadOnceThoughTheExtractorIsKilled() throws InterruptedException {
    bed.shop().add(20_000);
    store("rest");
    String run = bed.client().run("shop_orders");
    TimeUnit.MILLISECONDS.sleep(1_500);
    bed.restart(EXTRACTOR);
    Run first = bed.client().succeed(run);
    assertThat(first.balanced()).isTrue();
    assertThat(versions()).isEqualTo("20000|20000|20000.25");

    bed.shop().add(7);
    Run second = bed.client().succeed(bed.client().run("shop_orders"));

    assertThat(second.records("EXTRACT")).isEqualTo(7);
    assertThat(versions()).isEqualTo("20007|20007|20007.25");
    assertThat(bed.client().get("/api/v1/pipelines/shop_orders/state").text())
        .contains("2026-01-14T21:27:00Z")
        .doesNotContain(ShopServer.TOKEN);
  }

  @Test
  void aTableThatChangesIsReadAsItWasAtOneMoment() throws InterruptedException {
    bed.warehouse()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS bank",
            "CREATE TABLE bank.account (id bigint PRIMARY KEY, balance numeric(12,2))",
            "INSERT INTO bank.account SELECT i, 100 FROM generate_series(1, 200000) i");
    Thread transfers = Thread.ofVirtual().start(this::transfer);
    try {
      Run run = bed.client().succeed(bed.client().run("accounts", ACCOUNTS));

      assertThat(run.splits().count()).isGreaterThan(5);
      assertThat(
              bed.warehouse().value("SELECT count(*) || '|' || sum(balance) FROM silver.accounts"))
          .isEqualTo("200000|20000000.00");
    } finally {
      transfers.interrupt();
      transfers.join();
    }
  }

  private static final String ACCOUNTS =
      """
      apiVersion: penstock/v1
      name: accounts
      streams:
        accounts:
          source: { connection: warehouse, format: jdbc, table: bank.account, split_rows: 20000 }
          outputs:
            accounts: { connection: warehouse, table: silver.accounts, mode: replace, key: [id] }
      """;

  /** Moves money between the ends of the table, so that only one moment has the right sum. */
  private void transfer() {
    for (int i = 1; !Thread.currentThread().isInterrupted(); i = i % 1_000 + 1) {
      bed.warehouse()
          .execute(
              "BEGIN",
              "UPDATE bank.account SET balance = balance - 1 WHERE id = " + i,
              "UPDATE bank.account SET balance = balance + 1 WHERE id = " + (200_001 - i),
              "COMMIT");
    }
  }

  private String versions() {
    return bed.warehouse()
        .value(
            "SELECT count(*) || '|' || count(DISTINCT id) || '|' || max(total)"
                + " FROM silver.shop_order_versions");
  }

  private Run run(String name) {
    String pipeline = store(name);
    return bed.client().succeed(bed.client().run(pipeline));
  }

  /** Stores an example and gives the name of its pipeline. */
  private String store(String file) {
    Path path = TestBed.project().resolve("examples").resolve(file + ".yaml");
    try {
      String yaml = Files.readString(path);
      String name =
          List.of(yaml.split("\n")).stream()
              .filter(line -> line.startsWith("name: "))
              .findFirst()
              .orElseThrow()
              .substring("name: ".length());
      bed.client().store(name, yaml);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

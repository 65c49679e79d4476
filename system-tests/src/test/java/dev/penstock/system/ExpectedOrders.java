package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/**
 * The tables that a run over a file of {@link Orders} must leave, filled by COPY and not by
 * Penstock, and the comparison row for row.
 */
final class ExpectedOrders {
  private final TestBed bed;
  private final OrdersPipeline pipeline;
  private final Orders.Written written;
  private final String clean;
  private final String raw;

  private ExpectedOrders(TestBed bed, OrdersPipeline pipeline, Orders.Written written) {
    this.bed = bed;
    this.pipeline = pipeline;
    this.written = written;
    this.clean = "expected." + pipeline.name();
    this.raw = "expected." + pipeline.name() + "_raw";
  }

  /** Writes the pipeline's file and fills the expected tables. */
  static ExpectedOrders create(TestBed bed, OrdersPipeline pipeline, long seed, long rows) {
    Path file = bed.file(pipeline.path());
    Path cleanFile = bed.file(pipeline.path() + ".clean");
    Orders.Written written = new Orders(seed).write(file, cleanFile, rows);
    ExpectedOrders expected = new ExpectedOrders(bed, pipeline, written);
    bed.warehouse()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS expected",
            "CREATE TABLE " + expected.clean + Orders.CLEAN_TABLE,
            "CREATE TABLE "
                + expected.raw
                + "("
                + Orders.COLUMNS.replace(",", " text, ")
                + " text)");
    bed.warehouse().copy(expected.clean, cleanFile);
    bed.warehouse().copy(expected.raw, file);
    return expected;
  }

  Orders.Written written() {
    return written;
  }

  /** The run's numbers add up and its tables hold each row once, and nothing else. */
  void assertDelivered(Run run) {
    assertThat(run.balanced()).as("books of %s", run).isTrue();
    assertThat(run.entry("orders", "orders").path("read").asLong()).isEqualTo(written.rows());
    assertThat(run.entry("orders", "orders").path("loaded").asLong()).isEqualTo(written.clean());
    assertThat(run.entry("orders", "bronze").path("loaded").asLong()).isEqualTo(written.rows());
    assertThat(run.published("silver", "orders")).isEqualTo(written.clean());
    assertThat(run.published("bronze", "orders")).isEqualTo(written.rows());
    assertThat(run.rejects()).isEqualTo(written.bad());
    Warehouse warehouse = bed.warehouse();
    assertThat(
            warehouse.difference(
                "SELECT " + Orders.CLEAN_COLUMNS + " FROM " + clean, pipeline.silverRows()))
        .as("silver rows that differ")
        .isEmpty();
    assertThat(
            warehouse.difference(
                "SELECT " + Orders.COLUMNS + " FROM " + raw,
                "SELECT " + Orders.COLUMNS + " FROM " + pipeline.bronze()))
        .as("bronze rows that differ")
        .isEmpty();
    assertThat(
            warehouse.difference(
                "SELECT country, count(*) AS orders, sum(amount) AS amount FROM "
                    + clean
                    + " GROUP BY 1",
                "SELECT country, orders, amount FROM " + pipeline.gold()))
        .as("gold rows that differ")
        .isEmpty();
  }
}

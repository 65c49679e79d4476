package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The example with every step, against the same work in PostgreSQL on its raw copy. */
// One of the steps is in a user's jar, which the transformer of the images does not hold.
@Tag("processes")
class EveryStepTest {
  /** The records that get to the branches. */
  private static final String GOOD =
      """
      WITH good AS (
        SELECT order_id AS id,
          CASE WHEN ordered_on LIKE '__.__.____' THEN to_date(ordered_on, 'DD.MM.YYYY')
            ELSE CAST(ordered_on AS date) END AS ordered_on,
          CAST(changed_at AS timestamptz) AS changed_at, status, items, region, country
        FROM bronze.shop_orders
        JOIN (VALUES %s) c (code, country, region) ON c.code = customer ->> 'country'
        WHERE ordered_on <> '31.02.2026' AND customer ->> 'email' LIKE '%%@%%'
          AND status <> 'cancelled'),
      lines AS (
        SELECT id, date_trunc('month', ordered_on)::date AS month, region, l ->> 'sku' AS sku,
          (l ->> 'quantity')::int AS quantity, (l ->> 'price')::numeric(8,2) AS price
        FROM good CROSS JOIN json_array_elements(items) l
        WHERE (l ->> 'quantity')::int > 0)
      """;

  private final TestBed bed = TestBed.shared();

  @AfterEach
  void heal() {
    bed.heal();
  }

  @Test
  void givesWhatPostgresqlComputes() throws IOException {
    String yaml = Files.readString(TestBed.project().resolve("examples/every-step.yaml"));

    Run run = bed.client().succeed(bed.client().run("every_step", yaml));

    assertThat(run.balanced()).isTrue();
    Warehouse warehouse = bed.warehouse();
    assertThat(warehouse.count("bronze.shop_orders")).isEqualTo(1230);
    String good = GOOD.formatted(countries());
    assertThat(
            warehouse.difference(
                good
                    + "SELECT DISTINCT ON (id) id, ordered_on, changed_at, status, country, region"
                    + " FROM good ORDER BY id, changed_at DESC",
                "SELECT id, ordered_on, changed_at, status, country, region"
                    + " FROM silver.shop_orders"))
        .isEmpty();
    assertThat(
            warehouse.difference(
                good + "SELECT id, month, region, sku, quantity, price FROM lines",
                "SELECT order_id, month, region, sku, quantity, price FROM silver.shop_lines"))
        .isEmpty();
    assertThat(
            warehouse.difference(
                good
                    + "SELECT region, month, count(*), sum(quantity), sum(quantity * price),"
                    + " max(price) FROM lines GROUP BY 1, 2",
                "SELECT region, month, lines, pieces, amount, dearest FROM gold.shop_takings"))
        .isEmpty();
    assertThat(warehouse.number("SELECT count(DISTINCT part) FROM silver.shop_orders"))
        .isEqualTo(3);
    assertThat(
            warehouse.number(
                "SELECT count(*) FROM silver.shop_orders WHERE customer_email !~ '^[0-9a-f]{64}$'"))
        .as("addresses that can be read")
        .isZero();
    assertThat(warehouse.count("silver.squares")).isEqualTo(4);
    assertThat(warehouse.count("silver.moods")).as("two of twelve have no mood").isEqualTo(10);
    JsonNode warning = run.json().path("warnings").path(0);
    assertThat(warning.path("count").asLong())
        .isEqualTo(
            warehouse.number(
                "SELECT count(*) FROM bronze.shop_orders WHERE status = 'lost'"
                    + " AND ordered_on <> '31.02.2026' AND customer ->> 'email' LIKE '%@%'"));
  }

  private static String countries() throws IOException {
    return Files.readAllLines(TestBed.project().resolve("examples/data/countries.csv")).stream()
        .skip(1)
        .map(line -> "('" + line.replace(",", "','") + "')")
        .reduce((one, other) -> one + ", " + other)
        .orElseThrow();
  }
}

package dev.penstock.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The example pipeline against its own input, worked out a second time with DuckDB's CSV reader and
 * SQL that was written for this test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExampleRunTest {
  private static final String SILVER_COLUMNS =
      "airport, aircraft, damage, flight_date, operator, state, phase, size, species, time_of_day,"
          + " cost_other, cost_repair, cost_total, speed_knots, damaged, airport_iata, airport_city,"
          + " latitude, longitude";

  private final TestBed bed = TestBed.shared();
  private final Connection duck = open();
  private Run run = new Run(MissingNode.getInstance());

  private static Connection open() {
    try {
      return DriverManager.getConnection("jdbc:duckdb:");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeAll
  void runTheExampleAndWorkItOut() throws IOException {
    Path examples = TestBed.project().resolve("examples");
    work(
        """
        CREATE TABLE raw AS
        SELECT row_number() OVER () + 1 AS line, *
        FROM read_csv('%s', header = true, all_varchar = true, parallel = false)
        """
            .formatted(examples.resolve("data/birdstrikes.csv")));
    work(
        """
        CREATE TABLE airport AS
        SELECT *, regexp_replace(replace(replace(lower(name), 'international', 'intl'),
          'national', 'natl'), '\\(.*\\)|arpt|airport|[^a-z]', '', 'g') AS key
        FROM read_csv('%s', header = true, all_varchar = true)
        """
            .formatted(examples.resolve("data/airports.csv")));
    work(
        """
        CREATE TABLE typed AS
        SELECT line,
          "Airport Name" AS airport, "Aircraft Make Model" AS aircraft,
          "Effect Amount of damage" AS damage, try_cast("Flight Date" AS date) AS flight_date,
          "Aircraft Airline Operator" AS operator, "Origin State" AS state,
          "Phase of flight" AS phase, "Wildlife Size" AS size,
          lower(trim("Wildlife Species")) AS species, "Time of day" AS time_of_day,
          try_cast("Cost Other" AS decimal(12,2)) AS cost_other,
          try_cast("Cost Repair" AS decimal(12,2)) AS cost_repair,
          try_cast("Cost Total $" AS decimal(12,2)) AS cost_total,
          try_cast("Speed IAS in knots" AS integer) AS speed_knots,
          "Effect Amount of damage" <> 'None' AS damaged,
          regexp_replace(replace(replace(lower("Airport Name"), 'international', 'intl'),
            'national', 'natl'), '\\(.*\\)|arpt|airport|[^a-z]', '', 'g') AS key,
          flight_date IS NULL OR cost_other IS NULL OR cost_repair IS NULL OR cost_total IS NULL
            OR (speed_knots IS NULL AND coalesce("Speed IAS in knots", '') <> '') AS unreadable,
          phase IN ('Climb', 'Descent', 'Approach') AND coalesce(speed_knots = 0, false) AS stands,
          phase IN ('Take-off run', 'Landing Roll') AND coalesce(speed_knots > 200, false) AS races,
          phase IN ('Taxi', 'Parked') AND coalesce(speed_knots > 60, false) AS taxis
        FROM raw
        """);
    work(
        "CREATE TABLE good AS SELECT * FROM typed WHERE NOT (unreadable OR stands OR races OR taxis)");
    work("CREATE TABLE bad AS SELECT * FROM typed WHERE unreadable OR stands OR races OR taxis");
    work(
        """
        CREATE TABLE silver AS
        SELECT good.*, a.iata AS airport_iata, a.city AS airport_city,
          try_cast(a.latitude AS double) AS latitude, try_cast(a.longitude AS double) AS longitude
        FROM good LEFT JOIN
          (SELECT * FROM airport WHERE key IN (SELECT key FROM airport GROUP BY key HAVING count(*) = 1)) a
          USING (key)
        """);
    String yaml = Files.readString(examples.resolve("birdstrikes.yaml"));
    run = bed.client().succeed(bed.client().run("birdstrikes", yaml));
  }

  @AfterAll
  void close() throws SQLException {
    duck.close();
  }

  @Test
  void theCountsAreThoseThatDuckDbFinds() {
    long raw = number("SELECT count(*) FROM raw");
    long good = number("SELECT count(*) FROM good");
    assertThat(raw).isEqualTo(10_000);
    assertThat(good).isBetween(9_000L, 9_999L);
    assertThat(run.published("bronze", "strikes")).isEqualTo(raw);
    assertThat(run.published("silver", "strikes")).isEqualTo(good);
    assertThat(run.published("gold", "strikes_by_month"))
        .isEqualTo(number("SELECT count(DISTINCT date_trunc('month', flight_date)) FROM good"));
    assertThat(run.rejects()).isEqualTo(raw - good);
    assertThat(bed.warehouse().count("bronze.strikes")).isEqualTo(raw);
    assertThat(bed.warehouse().count("silver.strikes")).isEqualTo(good);
  }

  @Test
  void theBooksBalance() {
    assertThat(run.balanced()).isTrue();
    JsonNode entry = run.entry("strikes", "strikes");
    assertThat(entry.path("read").asLong()).isEqualTo(10_000);
    assertThat(entry.path("extractRejected").asLong()).isZero();
    assertThat(entry.path("transformRejected").asLong())
        .isEqualTo(number("SELECT count(*) FROM bad"));
    assertThat(entry.path("loadRejected").asLong()).isZero();
    assertThat(entry.path("loaded").asLong()).isEqualTo(number("SELECT count(*) FROM good"));
    assertThat(entry.path("difference").asLong()).isZero();
  }

  @Test
  void bronzeIsTheFileValueForValue() {
    String columns =
        Stream.of(
                "Airport Name",
                "Aircraft Make Model",
                "Effect Amount of damage",
                "Flight Date",
                "Aircraft Airline Operator",
                "Origin State",
                "Phase of flight",
                "Wildlife Size",
                "Wildlife Species",
                "Time of day",
                "Cost Other",
                "Cost Repair",
                "Cost Total $",
                "Speed IAS in knots")
            .map(name -> "coalesce(\"" + name + "\", '')")
            .collect(Collectors.joining(", "));
    assertSameRows("SELECT " + columns + " FROM raw", "SELECT " + columns + " FROM bronze.strikes");
  }

  @Test
  void silverIsWhatDuckDbMakesOfTheFileRowForRow() {
    assertSameRows(
        "SELECT " + asText(SILVER_COLUMNS) + " FROM silver",
        "SELECT " + asText(SILVER_COLUMNS) + " FROM silver.strikes");
    assertThat(bed.warehouse().number("SELECT count(airport_iata) FROM silver.strikes"))
        .as("strikes at airports that the look-up knows")
        .isGreaterThan(1_000);
  }

  @Test
  void goldIsWhatDuckDbMakesOfSilverRowForRow() {
    assertSameRows(
        """
        SELECT CAST(date_trunc('month', flight_date) AS date)::text, count(*)::text,
          count(*) FILTER (WHERE damaged)::text, count(airport_iata)::text, sum(cost_total)::text
        FROM silver GROUP BY date_trunc('month', flight_date)
        """,
        "SELECT month::text, strikes::text, damaging::text, at_known_airports::text, cost::text FROM gold.strikes_by_month");
  }

  @Test
  void everyRejectHasItsLineItsRuleAndTheOriginal() {
    List<JsonNode> rejects = bed.client().rejects(run.id());

    assertThat(rejects)
        .extracting(reject -> reject.path("place").asText())
        .containsExactlyInAnyOrderElementsOf(
            rows("SELECT 'birdstrikes.csv:' || line FROM bad").stream()
                .map(List::getFirst)
                .toList());
    assertThat(rejects)
        .filteredOn(reject -> reject.path("rule").asText().startsWith("a taxiing"))
        .hasSize((int) number("SELECT count(*) FROM bad WHERE taxis"));
    assertThat(rejects)
        .allSatisfy(
            reject -> {
              assertThat(reject.path("stage").asText()).isEqualToIgnoringCase("transform");
              assertThat(reject.path("step").asText()).isEqualTo("steps[3].validate");
              assertThat(reject.path("message").asText()).isNotEmpty();
              assertThat(reject.path("original").asText()).contains("Airport Name");
            });
  }

  @Test
  void everyCheckPassed() {
    assertThat(run.each("checks")).hasSize(3).allMatch(check -> check.path("passed").asBoolean());
  }

  private void assertSameRows(String expected, String actual) {
    assertThat(sorted(bed.warehouse().rows(actual))).isEqualTo(sorted(rows(expected)));
  }

  private static String asText(String columns) {
    return Stream.of(columns.split(",", -1))
        .map(column -> column.trim() + "::text")
        .collect(Collectors.joining(", "));
  }

  private static List<String> sorted(List<List<String>> rows) {
    return rows.stream().map(Object::toString).sorted().toList();
  }

  private void work(String sql) {
    try (Statement statement = duck.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private long number(String sql) {
    return Long.parseLong(rows(sql).getFirst().getFirst());
  }

  private List<List<String>> rows(String sql) {
    try (Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
          String value = result.getString(i);
          row.add(value == null ? "NULL" : value);
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}

package dev.penstock.connector.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.AuditResult.Outcome;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.CheckSeverity;
import dev.penstock.definition.CheckTerms;
import dev.penstock.definition.Demand;
import dev.penstock.definition.RejectBudget;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same cases for each database that the engine is used with. */
abstract class AbstractCheckEngineTest {
  private static final CheckTerms STRICT = CheckTerms.STRICT;

  private Connection connection;
  private JdbcAuditDatabase database;

  abstract Connection connect() throws SQLException;

  abstract String order();

  @BeforeEach
  void fill() throws SQLException {
    connection = connect();
    database = new JdbcAuditDatabase(connection, order());
    database.run(
        "CREATE TABLE customers (id integer, land varchar);"
            + "INSERT INTO customers VALUES (1, 'DE'), (2, 'FR'), (3, NULL);"
            + "CREATE TABLE orders (id integer, customer integer, land varchar, state varchar,"
            + " total double precision, paid boolean, day date, \"at\" timestamp, tz timestamptz);"
            + "INSERT INTO orders VALUES"
            + " (1, 1, 'DE', 'new', 10, true, '2026-01-31', '2026-01-31 10:00:00',"
            + " '2026-01-31 10:00:00+00'),"
            + " (2, 2, 'FR', 'paid', -0.5, false, '2026-02-01', '2026-02-01 10:00:00',"
            + " '2026-02-01 10:00:00+00'),"
            + " (2, 9, 'FR', 'it''s', 'NaN', NULL, '2026-02-02', '2026-02-02 10:00:00',"
            + " '2026-02-02 10:00:00+00'),"
            + " (NULL, 1, 'FR', 'new', NULL, true, NULL, NULL, NULL),"
            + " (NULL, NULL, 'XX', NULL, 5, NULL, NULL, NULL, NULL)");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private CheckResult run(CheckDefinition check) throws SQLException {
    return new CheckEngine(database, 1).run(check, 0);
  }

  private long failing(CheckDefinition check) throws SQLException {
    CheckResult result = run(check);
    assertThat(result.passed()).isEqualTo(result.failing() == 0);
    assertThat(result.outcome()).isEqualTo(result.failing() == 0 ? Outcome.PASSED : Outcome.FAILED);
    return result.failing();
  }

  private static CheckDefinition range(String column, String min, String max) {
    return new CheckDefinition.Range(
        "orders",
        new Demand.Range(
            column,
            Optional.ofNullable(min).filter(bound -> !bound.isEmpty()),
            Optional.ofNullable(max).filter(bound -> !bound.isEmpty())),
        STRICT);
  }

  private static CheckDefinition partner(List<String> columns, String to, List<String> key) {
    return new CheckDefinition.Relationships("orders", columns, to, key, STRICT);
  }

  @Test
  void findsNulls() throws SQLException {
    CheckResult result = run(new CheckDefinition.NotNull("orders", List.of("id", "state")));

    assertThat(result.failing()).isEqualTo(2);
    assertThat(result.total()).isEqualTo(5);
    assertThat(result.message()).isEqualTo("2 rows with NULL in id or state");
    assertThat(result.sample()).hasSize(2);
    assertThat(result.sample().getFirst())
        .containsEntry("id", "NULL")
        .containsEntry("customer", "1")
        .containsEntry("paid", "true");
    assertThat(result.sample().getLast()).containsEntry("land", "XX");
  }

  @Test
  void findsValuesInSeveralRows() throws SQLException {
    CheckResult result = run(new CheckDefinition.Unique("orders", List.of("id")));

    assertThat(result.message()).isEqualTo("1 value of id in more than one row");
    assertThat(result.sample()).containsExactly(Map.of("id", "2", "rows", "2"));
    assertThat(failing(new CheckDefinition.Unique("orders", List.of("id", "customer")))).isZero();
  }

  @Test
  void findsOtherValuesThanTheAcceptedOnes() throws SQLException {
    assertThat(
            failing(
                new CheckDefinition.AcceptedValues(
                    "orders",
                    new Demand.AcceptedValues(
                        "state", List.of(new TextNode("new"), new TextNode("it's"))),
                    STRICT)))
        .isEqualTo(1);
    assertThat(
            failing(
                new CheckDefinition.AcceptedValues(
                    "orders",
                    new Demand.AcceptedValues("customer", List.of(new IntNode(1), new IntNode(-2))),
                    STRICT)))
        .isEqualTo(2);
    assertThat(
            failing(
                new CheckDefinition.AcceptedValues(
                    "orders",
                    new Demand.AcceptedValues("paid", List.of(BooleanNode.TRUE)),
                    STRICT)))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "total, -0.5, 10, 1",
    "total, -0.49, 10, 2",
    "total, -0.5, 9.99, 2",
    "total, -1, , 1",
    "total, , 100, 1",
    "id, 1, 2, 0",
    "id, 2, , 1",
    "id, , 1, 2",
    "day, 2026-01-31, 2026-02-02, 0",
    "day, 2026-02-01, 2026-02-01, 2",
    "day, 2026-01-31T10:00, , 1",
    "at, 2026-01-31T10:00:00, 2026-02-02 10:00, 0",
    "at, 2026-01-31T10:00:00.001, , 1",
    "at, , 2026-02-02, 1",
    "tz, 2026-01-31T10:00:00Z, 2026-02-02T11:00:00+01:00, 0",
    "tz, 2026-01-31T10:00:00-01:00, , 1",
    "tz, 2026-02-01, , 1",
    "tz, , 2026-02-02 09:59, 1",
  })
  void findsWhatLiesBeyondBounds(String column, String min, String max, long expected)
      throws SQLException {
    assertThat(failing(range(column, min, max))).isEqualTo(expected);
  }

  @Test
  void findsRowsWithoutPartner() throws SQLException {
    CheckResult result = run(partner(List.of("customer"), "customers", List.of("id")));

    assertThat(result.failing()).isEqualTo(1);
    assertThat(result.message()).isEqualTo("1 row whose customer is not in customers (id)");
    assertThat(result.sample()).singleElement().asString().contains("customer=9");
  }

  @Test
  void aRelationshipWithNullPassesAlsoWhenItHasSeveralColumns() throws SQLException {
    // (9, FR) and (1, FR) have no partner; (NULL, XX) passes.
    assertThat(failing(partner(List.of("customer", "land"), "customers", List.of("id", "land"))))
        .isEqualTo(2);
    assertThat(failing(partner(List.of("id"), "orders", List.of("id")))).isZero();
    database.run("DELETE FROM customers");
    assertThat(failing(partner(List.of("customer"), "customers", List.of("id")))).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    // before, min change, max change, failing of 5 rows
    "5, 0, 0, 0",
    "4, -10, 25, 0",
    "4, -10, 24.999999, 1",
    "10, -50, 10, 0",
    "10, -49.9, 10, 1",
    "10, -30, 10, 2",
    "1, -100, 300, 1",
    "0, 0, 0, 0",
  })
  void comparesWithTheRowsBefore(long before, BigDecimal min, BigDecimal max, long expected)
      throws SQLException {
    database.before = OptionalLong.of(before);
    CheckDefinition check =
        new CheckDefinition.Rows(
            "orders",
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.of(min),
            Optional.of(max),
            STRICT);

    assertThat(failing(check)).isEqualTo(expected);
    assertThat(run(check).message()).startsWith("has 5 rows");
  }

  @Test
  void countsRows() throws SQLException {
    assertThat(
            run(new CheckDefinition.Rows("orders", OptionalLong.of(7), OptionalLong.empty()))
                .message())
        .isEqualTo("has 5 rows, 7 expected at least");
    assertThat(failing(new CheckDefinition.Rows("orders", OptionalLong.of(5), OptionalLong.of(5))))
        .isZero();
    assertThat(
            failing(new CheckDefinition.Rows("orders", OptionalLong.empty(), OptionalLong.of(3))))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    // The newest are 2026-02-02 and 2026-02-02T10:00; it is 2026-03-01T12:00.
    "day, PT660H, true",
    "day, PT659H59M59S, false",
    "at, PT650H, true",
    "at, PT649H59M59S, false",
    "tz, PT650H, true",
    "tz, PT649H59M59S, false",
  })
  void judgesTheNewestTime(String column, Duration age, boolean passed) throws SQLException {
    CheckResult result = run(new CheckDefinition.Freshness("orders", column, age, STRICT));

    assertThat(result.passed()).isEqualTo(passed);
    assertThat(result.message()).contains("2026-02-02T").contains("27 d ");
  }

  @Test
  void aTableWithoutATimeIsNotFresh() throws SQLException {
    database.run("UPDATE orders SET \"at\" = NULL");

    CheckResult result =
        run(new CheckDefinition.Freshness("orders", "at", Duration.ofDays(1), STRICT));

    assertThat(result.passed()).isFalse();
    assertThat(result.message()).isEqualTo("no row has a time in at, at most 1 d 0 h expected");
  }

  @Test
  void aQueryMustFindNothing() throws SQLException {
    CheckResult result =
        run(
            new CheckDefinition.Sql(
                "orders",
                "SELECT o.id, c.id FROM {ref:orders} o JOIN {ref:customers} c ON c.id ="
                    + " o.customer WHERE o.land <> c.land -- the end",
                STRICT));

    assertThat(result.failing()).isEqualTo(1);
    assertThat(result.message()).isEqualTo("the query finds 1 row");
    // Databases differ in how they name the second.
    assertThat(result.sample().getFirst().values()).containsExactly("NULL", "1");
    assertThat(result.sample().getFirst()).containsEntry("id", "NULL");
    assertThat(
            failing(
                new CheckDefinition.Sql(
                    "orders", "WITH x AS (SELECT 1 AS a) SELECT a FROM x WHERE a > 1", STRICT)))
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({
    // failing 2 of 5
    "ERROR, 0, 0, FAILED",
    "ERROR, 1, 0, FAILED",
    "ERROR, 2, 0, WARNED",
    "ERROR, 39.999999%, 0, FAILED",
    "ERROR, 40%, 0, WARNED",
    "ERROR, 3, 1, WARNED",
    "ERROR, 3, 2, PASSED",
    "ERROR, 80%, 40%, PASSED",
    "ERROR, 80%, 39.9%, WARNED",
    "WARN, 0, 0, WARNED",
    "WARN, 0, 1, WARNED",
    "WARN, 0, 2, PASSED",
    "WARN, 0, 40%, PASSED",
  })
  void judgesBySeverityAndThresholds(
      CheckSeverity severity, String fail, String warn, Outcome outcome) throws SQLException {
    CheckTerms terms =
        new CheckTerms("", "", severity, RejectBudget.of(fail), RejectBudget.of(warn));

    CheckResult result = run(new CheckDefinition.NotNull("orders", List.of("id"), terms));

    assertThat(result.outcome()).isEqualTo(outcome);
    assertThat(result.passed()).isEqualTo(outcome != Outcome.FAILED);
    assertThat(result.severity()).isEqualTo(severity);
    assertThat(result.failing()).isEqualTo(2);
    assertThat(result.sample()).hasSize(2);
  }

  @Test
  void keepsAHundredRowsOfManyAndCutsLongValues() throws SQLException {
    database.run("CREATE TABLE many (n integer, t varchar)");
    database.run(
        "INSERT INTO many VALUES "
            + IntStream.range(0, 250)
                .mapToObj(i -> "(" + i + ", repeat('ä', 1000))")
                .collect(Collectors.joining(", ")));
    CheckDefinition check =
        new CheckDefinition.Range(
            "many", new Demand.Range("n", Optional.empty(), Optional.of("-1")), STRICT);

    CheckResult result = run(check);

    assertThat(result.failing()).isEqualTo(250);
    assertThat(result.sample()).hasSize(100);
    assertThat(result.sample().getFirst())
        .containsEntry("n", "0")
        .containsEntry("t", "ä".repeat(200) + "…");
    // Many checks share the room.
    assertThat(new CheckEngine(database, 500).run(check, 0).sample()).hasSize(3);
  }

  @Test
  void keepsTheFirstColumnsOfARowThatIsTooWide() throws SQLException {
    String columns =
        IntStream.range(0, 300)
            .mapToObj(i -> "repeat('x', 500) AS c" + i)
            .collect(Collectors.joining(", "));

    CheckResult result =
        new CheckEngine(database, 500)
            .run(new CheckDefinition.Sql("orders", "SELECT " + columns, STRICT), 0);

    assertThat(result.sample()).singleElement().satisfies(row -> assertThat(row).hasSize(10));
    assertThat(result.sample().getFirst()).containsEntry("…", "291 more columns");
  }

  @Test
  void aColumnThatDoesNotExistIsTheDatabasesError() {
    assertThatThrownBy(() -> run(new CheckDefinition.Unique("orders", List.of("nothing"))))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void agreesWithPlainSqlOnRandomTables() throws SQLException {
    long seed = Objects.requireNonNullElse(Long.getLong("penstock.seed"), System.nanoTime());
    System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      database.run(
          "DROP TABLE IF EXISTS r; CREATE TABLE r (a integer, b integer, \"c \"\"d\" text)");
      int rows = random.nextInt(1, 60);
      database.run(
          "INSERT INTO r VALUES "
              + IntStream.range(0, rows)
                  .mapToObj(i -> "(" + some(random) + ", " + some(random) + ", '" + i % 3 + "')")
                  .collect(Collectors.joining(", ")));
      String as = "seed " + seed + ", round " + round;
      assertThat(run(new CheckDefinition.NotNull("r", List.of("a", "b"))).failing())
          .as(as)
          .isEqualTo(database.number("SELECT count(*) FROM r WHERE coalesce(a + b, -1) = -1"));
      assertThat(run(new CheckDefinition.Unique("r", List.of("a", "c \"d"))).failing())
          .as(as)
          .isEqualTo(
              database.number(
                  "SELECT count(*) FROM (SELECT DISTINCT x.a, x.\"c \"\"d\" FROM r x WHERE"
                      + " (SELECT count(*) FROM r y WHERE x.a = y.a AND x.\"c \"\"d\" ="
                      + " y.\"c \"\"d\") > 1) AS q"));
      assertThat(
              run(new CheckDefinition.Relationships("r", List.of("a"), "r", List.of("b"), STRICT))
                  .failing())
          .as(as)
          .isEqualTo(
              database.number(
                  "SELECT count(*) FROM r x LEFT JOIN (SELECT DISTINCT b FROM r) y ON y.b = x.a"
                      + " WHERE x.a IS NOT NULL AND y.b IS NULL"));
      assertThat(
              run(new CheckDefinition.Range(
                      "r", new Demand.Range("a", Optional.of("2"), Optional.of("4")), STRICT))
                  .failing())
          .as(as)
          .isEqualTo(database.number("SELECT count(*) FROM r WHERE a NOT BETWEEN 2 AND 4"));
    }
  }

  private static String some(Random random) {
    return random.nextInt(5) == 0 ? "NULL" : Integer.toString(random.nextInt(8));
  }
}

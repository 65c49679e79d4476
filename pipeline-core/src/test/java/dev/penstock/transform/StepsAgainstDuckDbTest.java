package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.filter;
import static dev.penstock.transform.Fixture.rename;
import static dev.penstock.transform.Fixture.select;
import static dev.penstock.transform.Fixture.sql;
import static dev.penstock.transform.Fixture.validate;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.Counts;
import dev.penstock.batch.Warning;
import dev.penstock.definition.Demand;
import dev.penstock.definition.Severity;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each step over the whole example file in batches of odd sizes, against the same SQL in DuckDB.
 */
class StepsAgainstDuckDbTest {
  private static final Path FILE = Path.of("..", "examples", "data", "birdstrikes.csv");
  private static final String COST = "\"Cost Total $\"";
  private static final String IS_COST = "try_cast(" + COST + " AS DECIMAL(9,0))";

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  static Stream<Arguments> steps() {
    return Stream.of(
        Arguments.of(
            "rename",
            List.of(rename("Origin State", "state", COST.replace("\"", ""), "cost")),
            "SELECT * RENAME (\"Origin State\" AS state, " + COST + " AS cost) FROM input"),
        Arguments.of(
            "select",
            List.of(select("Wildlife Species", "Flight Date")),
            "SELECT \"Wildlife Species\", \"Flight Date\", _place FROM input"),
        Arguments.of(
            "drop",
            List.of(new StepDefinition.Drop(List.of("Flight Date", "Wildlife Size"))),
            "SELECT * EXCLUDE (\"Flight Date\", \"Wildlife Size\") FROM input"),
        Arguments.of(
            "cast",
            List.of(cast(COST.replace("\"", ""), "decimal(9,0)")),
            "SELECT * REPLACE ("
                + IS_COST
                + " AS "
                + COST
                + ") FROM input WHERE "
                + COST
                + " IS NULL OR "
                + IS_COST
                + " IS NOT NULL"),
        Arguments.of(
            "derive",
            List.of(
                derive(
                    "species", "lower(trim(\"Wildlife Species\"))",
                    "Origin State", "upper(\"Origin State\")")),
            "SELECT * EXCLUDE (_place) REPLACE (upper(\"Origin State\") AS \"Origin State\"),"
                + " lower(trim(\"Wildlife Species\")) AS species, _place FROM input"),
        Arguments.of(
            "filter",
            List.of(filter("\"Wildlife Size\" <> 'Small' AND length(\"Origin State\") > 5")),
            "FROM input WHERE \"Wildlife Size\" <> 'Small' AND length(\"Origin State\") > 5"),
        Arguments.of(
            "validate by a check",
            List.of(validate("not large", "\"Wildlife Size\" <> 'Large'")),
            "FROM input WHERE (\"Wildlife Size\" <> 'Large') IS NOT FALSE"),
        Arguments.of(
            "validate by short forms",
            List.of(
                cast(COST.replace("\"", ""), "bigint"),
                new StepDefinition.Validate(
                    List.of(
                        rejects(new Demand.NotNull(List.of("Origin State"))),
                        rejects(
                            new Demand.Range(
                                "Cost Total $", Optional.of("-0.5"), Optional.of("1999.9"))),
                        rejects(new Demand.Pattern("Airport Name", "^[A-Z ]*$")),
                        rejects(
                            new Demand.AcceptedValues(
                                "Wildlife Size",
                                List.of(TextNode.valueOf("Small"), TextNode.valueOf("Medium"))))))),
            "SELECT * REPLACE ("
                + COST
                + "::BIGINT AS "
                + COST
                + ") FROM input"
                + " WHERE \"Origin State\" IS NOT NULL"
                + " AND ("
                + COST
                + "::BIGINT BETWEEN 0 AND 1999) IS NOT FALSE"
                + " AND regexp_full_match(\"Airport Name\", '[A-Z ]*') IS NOT FALSE"
                + " AND (\"Wildlife Size\" IN ('Small', 'Medium')) IS NOT FALSE"),
        Arguments.of(
            "sql",
            List.of(
                sql(
                    "SELECT *, length(\"Airport Name\") AS n FROM input WHERE \"Origin State\" LIKE"
                        + " 'N%'")),
            "SELECT * EXCLUDE (_place), length(\"Airport Name\") AS n, _place FROM input WHERE"
                + " \"Origin State\" LIKE 'N%'"));
  }

  private static Rule rejects(Demand demand) {
    return new Rule("", demand, Severity.REJECT);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("steps")
  void aStepGivesWhatDuckDbGives(
      String name, List<StepDefinition> steps, String expected, TestReporter reporter)
      throws Exception {
    long seed = Long.getLong("penstock.seed", ThreadLocalRandom.current().nextLong());
    reporter.publishEntry("seed", Long.toString(seed));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    try (Judge judge = new Judge(fixture.allocator)) {
      List<String> columns = columns(judge);
      Schema schema = Fixture.schema(columns.toArray(String[]::new));
      try (VectorSchemaRoot whole = fixture.batch(schema, values(judge));
          StreamTransformer transformer =
              fixture.open(schema, steps.toArray(StepDefinition[]::new))) {
        judge.table("input", whole);
        judge.execute("CREATE TABLE results AS " + expected + " LIMIT 0");
        Counts counts = Counts.ZERO;
        for (int from = 0; from < whole.getRowCount(); ) {
          int count = Math.min(1 + random.nextInt(2_500), whole.getRowCount() - from);
          try (VectorSchemaRoot part = ArrowBatches.slice(whole, from, count);
              TransformResult result = transformer.apply(part, Fixture.ORIGIN)) {
            judge.table("part", result.rows());
            judge.execute("INSERT INTO results FROM part");
            counts = counts.plus(result.counts());
          }
          from += count;
        }
        assertThat(judge.rows("FROM results ORDER BY _place"))
            .as("%s, seed %d", name, seed)
            .isEqualTo(judge.rows(expected + " ORDER BY _place"))
            .isNotEmpty();
        assertThat(counts.difference()).isZero();
        assertThat(counts.read()).isEqualTo(whole.getRowCount());
      }
    }
  }

  @Test
  void warningsOfBatchesAddUpToDuckDbsCount(TestReporter reporter) throws Exception {
    long seed = Long.getLong("penstock.seed", ThreadLocalRandom.current().nextLong());
    reporter.publishEntry("seed", Long.toString(seed));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    StepDefinition step =
        new StepDefinition.Validate(
            List.of(
                new Rule("", new Demand.Pattern("Airport Name", "INTL"), Severity.WARN),
                new Rule(
                    "short", new Demand.Check("length(\"Airport Name\") < 20"), Severity.WARN)));
    try (Judge judge = new Judge(fixture.allocator)) {
      Schema schema = Fixture.schema(columns(judge).toArray(String[]::new));
      try (VectorSchemaRoot whole = fixture.batch(schema, values(judge));
          StreamTransformer transformer = fixture.open(schema, step)) {
        judge.table("input", whole);
        long[] sums = new long[2];
        for (int from = 0; from < whole.getRowCount(); ) {
          int count = Math.min(1 + random.nextInt(2_500), whole.getRowCount() - from);
          try (VectorSchemaRoot part = ArrowBatches.slice(whole, from, count);
              TransformResult result = transformer.apply(part, Fixture.ORIGIN)) {
            for (Warning warning : result.warnings()) {
              sums[warning.rule().equals("short") ? 1 : 0] += warning.count();
            }
          }
          from += count;
        }
        assertThat(
                judge.rows(
                    "SELECT count(*) FILTER (NOT contains(\"Airport Name\", 'INTL')), count(*)"
                        + " FILTER (length(\"Airport Name\") >= 20) FROM input"))
            .as("seed %d", seed)
            .containsExactly(List.of("" + sums[0], "" + sums[1]));
      }
    }
  }

  private static List<String> columns(Judge judge) throws Exception {
    return judge.rows("DESCRIBE FROM read_csv('" + FILE + "', all_varchar = true)").stream()
        .map(List::getFirst)
        .toList();
  }

  /** Every field as text, an empty one as NULL. */
  private static List<@Nullable String[]> values(Judge judge) throws Exception {
    List<@Nullable String[]> rows = new ArrayList<>();
    for (List<String> row :
        judge.rows("FROM read_csv('" + FILE + "', all_varchar = true, parallel = false)")) {
      rows.add(
          row.stream().map(value -> value.equals("null") ? null : value).toArray(String[]::new));
    }
    return rows;
  }
}

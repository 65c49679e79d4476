package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Aggregated;
import dev.penstock.definition.StepDefinition.Aggregation;
import dev.penstock.error.PermanentException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parts of an aggregate, put together by a plain DuckDB as a destination would. */
class AggregateStepTest {
  private static final Schema SCHEMA = Fixture.schema("state", "month", "amount", "weight");
  private static final int ROWS = 6_000;

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  @Test
  @SuppressWarnings("SystemOut")
  void partsOfAnyBatchesMakeTheWhole() throws Exception {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    System.out.println("[aggregate] seed " + seed);
    Random random = new Random(seed);
    StepDefinition step =
        aggregate(
            List.of("STATE", "month"),
            "n",
            "count(*)",
            "known",
            "count(amount)",
            "total",
            "sum(amount)",
            "whole",
            "sum(length(month))",
            "mean",
            "avg(amount)",
            "light",
            "min(weight)",
            "last",
            "max(upper(state))");
    try (Judge judge = new Judge(fixture.allocator);
        VectorSchemaRoot all = fixture.batch(SCHEMA, rows(random));
        StreamTransformer transformer =
            fixture.open(SCHEMA, cast("amount", "decimal(12,2)", "weight", "double"), step)) {
      judge.table("input", all);
      long merged = 0;
      long passed = 0;
      for (int from = 0; from < ROWS; ) {
        int count = Math.min(1 + random.nextInt(900), ROWS - from);
        try (VectorSchemaRoot part = ArrowBatches.slice(all, from, count);
            TransformResult result = transformer.apply(part, Fixture.ORIGIN)) {
          assertThat(result.counts().difference()).isZero();
          merged += result.counts().merged();
          passed += result.counts().passed();
          judge.table("part", result.rows());
          judge.execute(
              (from == 0 ? "CREATE TABLE parts AS " : "INSERT INTO parts ") + "FROM part");
        }
        from += count;
      }
      assertThat(merged + passed).isEqualTo(ROWS);
      assertThat(
              judge.rows(
                  "SELECT state, month, sum(n), sum(known), sum(total), sum(whole),"
                      + " round(sum(_penstock_sum_4) / sum(_penstock_count_4), 6), min(light),"
                      + " max(\"last\") FROM parts GROUP BY ALL ORDER BY ALL"))
          .isEqualTo(
              judge.rows(
                  "SELECT state, month, count(*), count(amount), sum(amount::decimal(12,2)),"
                      + " sum(length(month)), round(avg(amount::decimal(12,2)), 6),"
                      + " min(weight::double), max(upper(state))"
                      + " FROM input GROUP BY ALL ORDER BY ALL"));
    }
  }

  @Test
  void onePartWithTheTypesOfTheWhole() throws Exception {
    try (Judge judge = new Judge(fixture.allocator);
        VectorSchemaRoot all = fixture.batch(SCHEMA, rows(new Random(1)));
        StreamTransformer transformer =
            fixture.open(
                SCHEMA,
                cast("amount", "decimal(12,2)", "weight", "double"),
                aggregate(
                    List.of(),
                    "n",
                    "count(*)",
                    "total",
                    "sum(amount)",
                    "whole",
                    "sum(length(month))",
                    "heavy",
                    "sum(weight)",
                    "mean",
                    "avg(weight)",
                    "first",
                    "min(month)"))) {
      judge.table("input", all);
      try (TransformResult result = transformer.apply(all, Fixture.ORIGIN)) {
        judge.assertSame(
            result.rows(),
            "SELECT count(*) AS n, sum(amount::decimal(12,2)) AS total,"
                + " sum(length(month))::decimal(38,0) AS whole, sum(weight::double) AS heavy,"
                + " avg(weight::double) AS mean, min(month) AS first,"
                + " sum(weight::double) AS _penstock_sum_4, count(weight) AS _penstock_count_4"
                + " FROM input");
        assertThat(transformer.outputSchema()).isEqualTo(result.rows().getSchema());
      }
    }
  }

  @Test
  void noRecordsAreNoGroup() {
    try (VectorSchemaRoot none = fixture.batch(SCHEMA, List.of());
        StreamTransformer transformer =
            fixture.open(SCHEMA, aggregate(List.of(), "n", "count(*)"));
        TransformResult result = transformer.apply(none, Fixture.ORIGIN)) {
      assertThat(result.rows().getRowCount()).isZero();
    }
  }

  @Test
  void aRecordWhoseArgumentFailsIsAReject() {
    List<@Nullable String[]> rows = new ArrayList<>();
    rows.add(new @Nullable String[] {"a", "1", "5", null});
    rows.add(new @Nullable String[] {"a", "x", "6", null});
    rows.add(new @Nullable String[] {"b", "2", "7", null});
    try (VectorSchemaRoot batch = fixture.batch(SCHEMA, rows);
        StreamTransformer transformer =
            fixture.open(
                SCHEMA, aggregate(List.of("state"), "n", "count(*)", "m", "sum(month::integer)"));
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(Fixture.texts(result.rows()))
          .containsExactlyInAnyOrder(List.of("a", "1", "1"), List.of("b", "1", "2"));
      assertThat(result.counts().rejected()).isEqualTo(1);
      assertThat(result.counts().merged()).isZero();
      assertThat(result.rejects().getFirst())
          .satisfies(
              reject -> {
                assertThat(reject.step()).isEqualTo("steps[0].aggregate");
                assertThat(reject.rule()).isEqualTo("aggregate m");
                assertThat(reject.place()).isEqualTo("file.csv:3");
                assertThat(reject.original()).contains("\"x\"");
              });
    }
  }

  @Test
  void mistakesAreNamed() {
    assertRefused(
        "steps[0].aggregate.by[0]: There is no column stat",
        aggregate(List.of("stat"), "n", "count(*)"));
    assertRefused(
        "steps[0].aggregate.values.n: There is no sum of VARCHAR",
        aggregate(List.of(), "n", "sum(state)"));
    assertRefused("steps[0].aggregate.values.n", aggregate(List.of(), "n", "sum(stat)"));
    assertRefused("steps[0].aggregate.values.n", aggregate(List.of(), "n", "sum(sum(1))"));
    assertRefused(
        "steps[0].aggregate.values.n: There is no max of VARCHAR[]",
        aggregate(List.of(), "n", "max([state])"));
    assertRefused(
        "steps[1].aggregate.by[0]: The column l is VARCHAR[]",
        Fixture.derive("l", "[state]"),
        aggregate(List.of("l"), "n", "count(*)"));
    assertRefused(
        "steps[0].deduplicate.key[0]: There is no column i",
        new StepDefinition.Deduplicate(List.of("i"), Map.of()));
    assertRefused(
        "steps[1].deduplicate: A step before this one left _place out",
        sql("SELECT state FROM input"),
        new StepDefinition.Deduplicate(List.of("state"), Map.of()));
  }

  @Test
  void deduplicateLeavesABatchAsItIs() {
    try (VectorSchemaRoot batch = fixture.batch(SCHEMA, rows(new Random(2)));
        StreamTransformer transformer =
            fixture.open(
                SCHEMA, new StepDefinition.Deduplicate(List.of("STATE"), Map.of("amount", true)));
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(Fixture.texts(result.rows())).isEqualTo(Fixture.texts(batch));
    }
  }

  private void assertRefused(String message, StepDefinition... steps) {
    assertThatThrownBy(() -> fixture.open(SCHEMA, steps))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("streams.s." + message);
  }

  private static StepDefinition aggregate(List<String> by, String... values) {
    Map<String, Aggregated> all = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i += 2) {
      int bracket = values[i + 1].indexOf('(');
      all.put(
          values[i],
          new Aggregated(
              Aggregation.valueOf(values[i + 1].substring(0, bracket).toUpperCase(Locale.ROOT)),
              values[i + 1].substring(bracket + 1, values[i + 1].length() - 1)));
    }
    return new StepDefinition.Aggregate(by, all);
  }

  private static List<@Nullable String[]> rows(Random random) {
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          new @Nullable String[] {
            random.nextInt(20) == 0 ? null : "s" + (char) ('A' + random.nextInt(40)),
            random.nextInt(10) == 0 ? null : "m" + random.nextInt(5),
            random.nextInt(9) == 0
                ? null
                : random.nextInt(100_000) - 50_000 + "." + random.nextInt(100),
            random.nextInt(9) == 0 ? null : "" + random.nextDouble()
          });
    }
    return rows;
  }
}

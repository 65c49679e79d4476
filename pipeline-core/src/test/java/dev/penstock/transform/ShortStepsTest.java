package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Masking;
import dev.penstock.error.PermanentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps without SQL of the author's, against a plain DuckDB. */
class ShortStepsTest {
  private static final Schema SCHEMA = Fixture.schema("id", "name", "amount");
  private static final int ROWS = 10_000;

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  @Test
  void dropLeavesColumnsOut() throws Exception {
    same("SELECT id, _place FROM input", new StepDefinition.Drop(List.of("NAME", "amount")));
  }

  @Test
  void sampleKeepsTheRecordsWhoseHashIsSmall() throws Exception {
    same(
        "FROM input WHERE md5_number_lower('2:7:' || length(name) || ':' || name) % 1000000000"
            + " < 250000000",
        new StepDefinition.Sample(0.25, List.of("name"), 7));
  }

  @Test
  void sampleKeepsAboutItsRatioAndNoOtherRecordsInSmallBatches() {
    for (List<String> by : List.of(List.<String>of(), List.of("id"))) {
      StepDefinition step = new StepDefinition.Sample(0.25, by, 3);
      List<List<@Nullable String>> whole = run(ROWS, step);
      assertThat(whole.size()).isBetween(2300, 2700);
      assertThat(run(777, step)).isEqualTo(whole);
      assertThat(run(ROWS, new StepDefinition.Sample(0.25, by, 4))).isNotEqualTo(whole);
    }
  }

  @Test
  void sampleByPlaceKeepsEachNthRecordInBatchesOfAnySize() throws Exception {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    Random random = new Random(seed);
    int every = 1 + random.nextInt(20);
    int from = random.nextInt(100);
    StepDefinition step = new StepDefinition.Sample(1, every, List.of(), from);
    try (VectorSchemaRoot batch = fixture.batch(SCHEMA, rows())) {
      WholeFile.Outcome outcome =
          new WholeFile(fixture, Map.of(), MaskKey.NONE)
              .same(
                  batch,
                  1 + random.nextInt(3_000),
                  "FROM input WHERE _place %% %d = %d".formatted(every, from % every),
                  "seed " + seed,
                  step);
      assertThat(outcome.counts().filtered()).isEqualTo(ROWS - outcome.counts().passed());
    }
    assertRefused(
        "steps[1].sample: A step before this one left _place out",
        sql("SELECT id FROM input"),
        step);
  }

  @Test
  void splitDrawsEachStratumOnItsOwnByTheSameRatios() throws Exception {
    List<String> by = List.of("id");
    StepDefinition step = new StepDefinition.Split("part", by, List.of("stratum"), 0.7, 0, 0.3, 5);
    StepDefinition stratum = derive("stratum", "CASE WHEN id::int % 5 = 0 THEN 'rare' END");
    String hash =
        "md5_number_lower('2:5:' || length(id) || ':' || id || CASE WHEN id::int % 5 = 0 THEN '4:rare'"
            + " ELSE '-' END) % 1000000000";
    same(
        "SELECT id, name, amount, CASE WHEN id::int % 5 = 0 THEN 'rare' END AS stratum, CASE WHEN "
            + hash
            + " < 700000000 THEN 'train' ELSE 'test' END AS part, _place FROM input",
        stratum,
        step);
    Map<String, Long> trained =
        run(1_234, stratum, step).stream()
            .filter(row -> "train".equals(row.get(4)))
            .collect(Collectors.groupingBy(row -> "" + row.get(3), Collectors.counting()));
    assertThat(trained.get("rare")).isBetween(1_300L, 1_500L);
    assertThat(trained.get("null")).isBetween(5_400L, 5_800L);
  }

  @Test
  void splitPutsEveryKeyIntoOnePart() throws Exception {
    StepDefinition step = new StepDefinition.Split("part", List.of("name"), 0.6, 0.2, 0.2, 0);
    String hash = "md5_number_lower('2:0:' || length(name) || ':' || name) % 1000000000";
    same(
        "SELECT id, name, amount, CASE WHEN %s < 600000000 THEN 'train' WHEN %s < 800000000"
                .formatted(hash, hash)
            + " THEN 'validation' ELSE 'test' END AS part, _place FROM input",
        step);
    assertThat(run(777, step)).isEqualTo(run(ROWS, step));
  }

  @Test
  void splitHasPartsOfTheSizesAskedFor() {
    List<List<@Nullable String>> rows =
        run(ROWS, new StepDefinition.Split("part", List.of("id"), 0.8, 0, 0.2, 0));

    assertThat(rows.stream().filter(row -> "train".equals(row.get(3))).count())
        .isBetween(7800L, 8200L);
    assertThat(rows.stream().filter(row -> "validation".equals(row.get(3)))).isEmpty();
  }

  @Test
  void maskHidesValuesAndKeepsNull() throws Exception {
    same(
        "SELECT id, CASE WHEN name IS NOT NULL THEN '***' END AS name, CASE WHEN length(amount) > 8"
            + " THEN '***' || right(amount, 4) WHEN amount IS NOT NULL THEN '***' END AS amount,"
            + " _place FROM input",
        new StepDefinition.Mask(Map.of("Name", Masking.REDACT, "amount", Masking.PARTIAL)));
  }

  @Test
  void maskMakesTextOfANumber() throws Exception {
    same(
        "SELECT '***' AS id, name, amount, _place FROM input",
        cast("id", "bigint"),
        new StepDefinition.Mask(Map.of("id", Masking.PARTIAL)));
  }

  @Test
  void mistakesAreNamed() {
    assertRefused(
        "steps[0].drop[0]: There is no column nam", new StepDefinition.Drop(List.of("nam")));
    assertRefused(
        "steps[0].drop: No column would be left",
        new StepDefinition.Drop(List.of("id", "name", "amount")));
    assertRefused(
        "steps[0].sample.by[0]: There is no column idd",
        new StepDefinition.Sample(0.5, List.of("idd"), 0));
    assertRefused(
        "steps[1].sample: A step before this one left _place out",
        sql("SELECT id FROM input"),
        new StepDefinition.Sample(0.5, List.of(), 0));
    assertRefused(
        "steps[0].split: There is a column ID",
        new StepDefinition.Split("ID", List.of("id"), 1, 0, 0, 0));
    assertRefused(
        "steps[0].mask.nme: There is no column nme",
        new StepDefinition.Mask(Map.of("nme", Masking.REDACT)));
  }

  private void assertRefused(String message, StepDefinition... steps) {
    assertThatThrownBy(() -> fixture.open(SCHEMA, steps))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("streams.s." + message);
  }

  private void same(String expected, StepDefinition... steps) throws Exception {
    try (Judge judge = new Judge(fixture.allocator);
        VectorSchemaRoot batch = fixture.batch(SCHEMA, rows());
        StreamTransformer transformer = fixture.open(SCHEMA, steps)) {
      judge.table("input", batch);
      try (TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
        judge.assertSame(result.rows(), expected);
        assertThat(result.counts().difference()).isZero();
        assertThat(result.rejects()).isEmpty();
      }
    }
  }

  private List<List<@Nullable String>> run(int batchRows, StepDefinition... steps) {
    List<List<@Nullable String>> all = new ArrayList<>();
    try (VectorSchemaRoot rows = fixture.batch(SCHEMA, rows());
        StreamTransformer transformer = fixture.open(SCHEMA, steps)) {
      for (int from = 0; from < ROWS; from += batchRows) {
        int count = Math.min(batchRows, ROWS - from);
        try (VectorSchemaRoot part = ArrowBatches.slice(rows, from, count);
            TransformResult result = transformer.apply(part, Fixture.ORIGIN)) {
          all.addAll(Fixture.texts(result.rows()));
        }
      }
    }
    return all;
  }

  private static List<@Nullable String[]> rows() {
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          new @Nullable String[] {
            "" + i, "n" + i % 1000, i % 7 == 0 ? null : i % 3 == 0 ? "12345678" : "1234567" + i
          });
    }
    return rows;
  }
}

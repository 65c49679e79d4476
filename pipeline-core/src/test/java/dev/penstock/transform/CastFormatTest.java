package dev.penstock.transform;

import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.batch.Counts;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Cast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CastFormatTest {
  private static final Schema SCHEMA = Fixture.schema("day", "at", "n");
  private static final StepDefinition STEP =
      new Cast(
          map("day", "date", "at", "timestamp", "n", "integer"),
          Map.of(
              "day", List.of("%d.%m.%Y", "%m/%d/%y"),
              "at", List.of("%Y-%m-%dT%H:%M:%S%z")));

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  @Test
  void formatsAreTriedInOrderAndOtherValuesAreRejectsThatNameThem() {
    try (VectorSchemaRoot batch =
            fixture.batch(
                SCHEMA,
                List.of(
                    row("31.12.2020", "2020-01-01T10:00:00+02", "1"),
                    row("12/31/20", null, "2"),
                    row("2020-12-31", null, "3"),
                    row("31.02.2020", null, "4"),
                    row(null, "yesterday", "5"),
                    row(null, null, "six")));
        StreamTransformer transformer = fixture.open(SCHEMA, STEP);
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(Fixture.texts(result.rows()))
          .containsExactly(
              List.of("18627", "2020-01-01T08:00", "1", "2"),
              Arrays.asList("18627", null, "2", "3"));
      assertThat(result.rejects())
          .extracting(RejectedRecord::place, RejectedRecord::rule, RejectedRecord::message)
          .containsExactly(
              tuple(
                  "file.csv:4",
                  "cast day to date",
                  "day: '2020-12-31' is not a valid date in any of the formats %d.%m.%Y, %m/%d/%y"),
              tuple(
                  "file.csv:5",
                  "cast day to date",
                  "day: '31.02.2020' is not a valid date in any of the formats %d.%m.%Y, %m/%d/%y"),
              tuple(
                  "file.csv:6",
                  "cast at to timestamp",
                  "at: 'yesterday' is not a valid timestamp in the format %Y-%m-%dT%H:%M:%S%z"),
              tuple("file.csv:7", "cast n to integer", "n: 'six' is not a valid integer"));
      assertThat(result.rejects())
          .extracting(RejectedRecord::errorClass)
          .containsOnly(ErrorClass.CONVERSION);
    }
  }

  @Test
  void givesTheSameAsStrptimeOverTheWholeFile() throws Exception {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    Random random = new Random(seed);
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int day = 1 + random.nextInt(31);
      int month = 1 + random.nextInt(13);
      int year = 1950 + random.nextInt(100);
      String text =
          switch (random.nextInt(5)) {
            case 0 -> "%02d.%02d.%d".formatted(day, month, year);
            case 1 -> "%d/%d/%02d".formatted(month, day, year % 100);
            case 2 -> "%d-%02d-%02d".formatted(year, month, day);
            case 3 -> "";
            default -> null;
          };
      rows.add(row(text, null, null));
    }
    try (VectorSchemaRoot batch = fixture.batch(SCHEMA, rows)) {
      WholeFile.Outcome outcome =
          new WholeFile(fixture, Map.of(), MaskKey.NONE)
              .same(
                  batch,
                  1 + random.nextInt(2_000),
                  """
                  SELECT coalesce(try_strptime(day, '%d.%m.%Y'), try_strptime(day, '%m/%d/%y'))::DATE
                      AS day, "at"::TIMESTAMP AS "at", n::INTEGER AS n, _place FROM input
                  WHERE day IS NULL OR coalesce(try_strptime(day, '%d.%m.%Y'),
                      try_strptime(day, '%m/%d/%y')) IS NOT NULL""",
                  "seed " + seed,
                  STEP);
      Counts counts = outcome.counts();
      assertThat(counts.rejected()).as("seed " + seed).isGreaterThan(1_000);
      assertThat(counts.read()).isEqualTo(counts.passed() + counts.rejected());
    }
  }

  @Test
  void aTimeOfDayHasAFormatTooAndADayHasNone() {
    Schema schema = Fixture.schema("t");
    try (VectorSchemaRoot batch = fixture.batch(schema, List.of(row("07h30"), row("25h00")));
        StreamTransformer transformer =
            fixture.open(schema, new Cast(map("t", "time"), Map.of("t", List.of("%Hh%M"))));
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(result.rows().getRowCount()).isOne();
      assertThat(result.rejects()).hasSize(1);
    }
    assertThatThrownBy(
            () ->
                fixture.open(
                    schema,
                    derive("t", "DATE '2020-01-01'"),
                    new Cast(map("t", "date"), Map.of("t", List.of("%Y")))))
        .hasMessageContaining("streams.s.steps[1].cast.t: A format is for texts, but t is DATE");
  }

  private static @Nullable String[] row(@Nullable String... values) {
    return values;
  }
}

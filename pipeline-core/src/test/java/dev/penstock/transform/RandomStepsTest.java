package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.filter;
import static dev.penstock.transform.Fixture.select;
import static dev.penstock.transform.Fixture.sql;
import static dev.penstock.transform.Fixture.validate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.Counts;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.definition.StepDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Random data through random orders of the steps, against a computation of its own in plain Java,
 * record by record.
 */
class RandomStepsTest {
  private static final Schema SCHEMA = Fixture.schema("a", "b", "c");
  private static final String[] VALUES = {"1", "2", "-3", "70", "200", "x", "", " 5", "1.5"};

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  /** A record on its way: its three values, or what became of it. */
  private static final class Expected {
    final int place;
    final @Nullable Object[] values;
    @Nullable String fate;

    Expected(int place, @Nullable Object[] values) {
      this.place = place;
      this.values = Arrays.copyOf(values, values.length, Object[].class);
    }

    boolean goesOn() {
      return fate == null;
    }
  }

  /** A step and what it does to one record whose column {@code column} it works on. */
  private record Move(StepDefinition step, BiConsumer<Expected, String> model) {}

  @Test
  void everyRecordEndsWhereAnIndependentComputationSays() {
    long seed = System.nanoTime();
    RandomGenerator random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      round(random, "seed " + seed + " round " + round);
    }
  }

  private void round(RandomGenerator random, String seed) {
    List<@Nullable String[]> rows = new ArrayList<>();
    int count = random.nextInt(300);
    // Some batches are clean, so that both ways through the engine are compared.
    int kinds = random.nextBoolean() ? 5 : VALUES.length;
    for (int i = 0; i < count; i++) {
      @Nullable String[] row = new @Nullable String[3];
      for (int j = 0; j < 3; j++) {
        row[j] = random.nextInt(8) == 0 ? null : VALUES[random.nextInt(kinds)];
      }
      rows.add(row);
    }
    List<Move> moves = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      moves.add(move(random));
    }
    List<Expected> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Expected record = new Expected(i + 2, rows.get(i));
      for (int s = 0; s < moves.size() && record.goesOn(); s++) {
        moves.get(s).model().accept(record, "steps[" + s + "]." + moves.get(s).step().name());
      }
      expected.add(record);
    }
    StepDefinition[] steps = moves.stream().map(Move::step).toArray(StepDefinition[]::new);
    String about = seed + " " + List.of(steps);
    try (VectorSchemaRoot batch = fixture.batch(SCHEMA, rows);
        StreamTransformer transformer = fixture.open(SCHEMA, steps);
        TransformResult result = transformer.apply(batch, "f")) {
      compare(expected, result, about);
    }
  }

  private static void compare(List<Expected> expected, TransformResult result, String about) {
    List<List<@Nullable String>> passed = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    long filtered = 0;
    for (Expected record : expected) {
      String fate = record.fate;
      if (fate == null) {
        List<@Nullable String> row = new ArrayList<>();
        for (Object value : record.values) {
          row.add(value == null ? null : value.toString());
        }
        row.add("" + record.place);
        passed.add(row);
      } else if (fate.isEmpty()) {
        filtered++;
      } else {
        rejected.add(record.place + " " + fate);
      }
    }
    assertThat(Fixture.texts(result.rows())).as(about).isEqualTo(passed);
    assertThat(result.rejects().stream().map(r -> line(r) + " " + r.step()).toList())
        .as(about)
        .containsExactlyInAnyOrderElementsOf(rejected);
    assertThat(result.counts())
        .as(about)
        .isEqualTo(new Counts(expected.size(), passed.size(), rejected.size(), filtered, 0));
    assertThat(result.counts().difference()).as(about).isZero();
  }

  private static String line(RejectedRecord reject) {
    return reject.place().substring("f:".length());
  }

  private static Move move(RandomGenerator random) {
    int at = random.nextInt(3);
    String column = new String[] {"a", "b", "c"}[at];
    return switch (random.nextInt(8)) {
      case 0 -> new Move(cast(column, "tinyint"), (record, step) -> convert(record, at, step));
      case 1 ->
          new Move(
              derive(column, column + "::varchar::tinyint"),
              (record, step) -> convert(record, at, step));
      case 2 ->
          new Move(
              filter(column + "::varchar::tinyint > 0"),
              (record, step) -> {
                Object value = record.values[at];
                Integer number = value == null ? null : number(value);
                if (value != null && number == null) {
                  record.fate = step;
                } else if (number == null || number <= 0) {
                  record.fate = "";
                }
              });
      case 3 ->
          new Move(
              validate(
                  "short",
                  "length(" + column + "::varchar) < 3",
                  "not two",
                  column + "::varchar <> '2'"),
              (record, step) -> {
                Object value = record.values[at];
                if (value != null
                    && (value.toString().length() > 2 || value.toString().equals("2"))) {
                  record.fate = step;
                }
              });
      case 4 ->
          new Move(
              filter(column + "::varchar <> '1'"),
              (record, step) -> {
                Object value = record.values[at];
                if (value == null || value.toString().equals("1")) {
                  record.fate = "";
                }
              });
      case 5 ->
          new Move(
              sql(
                  "SELECT a, b, c, _place FROM input WHERE "
                      + column
                      + "::varchar::tinyint <> 70 OR "
                      + column
                      + " IS NULL"),
              (record, step) -> {
                Object value = record.values[at];
                Integer number = value == null ? null : number(value);
                if (value != null && number == null) {
                  record.fate = step;
                } else if (number != null && number == 70) {
                  record.fate = "";
                }
              });
      case 6 -> new Move(select("a", "b", "c"), (record, step) -> {});
      case 7 -> new Move(derive("a", "b", "b", "a"), (record, step) -> swap(record));
      default -> throw new IllegalStateException();
    };
  }

  private static void swap(Expected record) {
    Object a = record.values[0];
    record.values[0] = record.values[1];
    record.values[1] = a;
  }

  private static void convert(Expected record, int at, String step) {
    Object value = record.values[at];
    if (value != null) {
      Integer number = number(value);
      if (number == null) {
        record.fate = step;
      }
      record.values[at] = number;
    }
  }

  /** As DuckDB converts text to TINYINT: blanks around are fine, a fraction is rounded. */
  private static @Nullable Integer number(Object value) {
    return switch (value.toString()) {
      case "1" -> 1;
      case "2", "1.5" -> 2;
      case "-3" -> -3;
      case "70" -> 70;
      case " 5", "5" -> 5;
      default -> null;
    };
  }
}

package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.filter;
import static dev.penstock.transform.Fixture.rename;
import static dev.penstock.transform.Fixture.select;
import static dev.penstock.transform.Fixture.sql;
import static dev.penstock.transform.Fixture.validate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.batch.Columns;
import dev.penstock.batch.Counts;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the records that steps do not let through. */
class RejectsTest {
  private static final Schema AB = Fixture.schema("a", "b");

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  private record Outcome(
      List<List<@Nullable String>> rows, Counts counts, List<RejectedRecord> rejects) {
    List<String> messages() {
      return rejects.stream().map(RejectedRecord::message).toList();
    }

    List<String> places() {
      return rejects.stream().map(RejectedRecord::place).toList();
    }
  }

  /** Each row is {@code a|b}; an empty part is NULL, {@code ''} is empty text. */
  private Outcome run(List<String> rows, StepDefinition... steps) {
    List<@Nullable String[]> values = new ArrayList<>();
    for (String row : rows) {
      @Nullable String[] parts = row.split("\\|", 2);
      for (int i = 0; i < parts.length; i++) {
        parts[i] = "".equals(parts[i]) ? null : "''".equals(parts[i]) ? "" : parts[i];
      }
      values.add(parts);
    }
    try (VectorSchemaRoot batch = fixture.batch(AB, values);
        StreamTransformer transformer = fixture.open(AB, steps);
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(result.counts().difference()).isZero();
      assertThat(result.counts().passed()).isEqualTo(result.rows().getRowCount());
      return new Outcome(Fixture.texts(result.rows()), result.counts(), result.rejects());
    }
  }

  @Test
  void aValueThatDoesNotConvertRejectsItsRecordWithPlaceAndOriginal() {
    Outcome outcome = run(List.of("1|x", "two|y", "|z", "3|"), cast("a", "int"));

    assertThat(outcome.rows())
        .containsExactly(row("1", "x", "2"), row(null, "z", "4"), row("3", null, "5"));
    assertThat(outcome.rejects())
        .containsExactly(
            new RejectedRecord(
                Stage.TRANSFORM,
                ErrorClass.CONVERSION,
                "steps[0].cast",
                "cast a to int",
                "a: 'two' is not a valid int",
                "file.csv:3",
                "{\"a\":\"two\",\"b\":\"y\"}"));
  }

  @Test
  void blankTextIsRejectedByCastUnlessToText() {
    Outcome outcome = run(List.of("''|''", "  |  ", " 7 |x"), cast("b", "varchar", "a", "integer"));

    assertThat(outcome.rows()).containsExactly(row("7", "x", "4"));
    assertThat(outcome.messages())
        .containsExactly("a: '' is not a valid integer", "a: '  ' is not a valid integer");
  }

  @Test
  void aLongValueIsCutInTheMessage() {
    Outcome outcome = run(List.of("x".repeat(5000) + "|"), cast("a", "int"));

    assertThat(outcome.messages())
        .containsExactly("a: '" + "x".repeat(100) + "…' is not a valid int");
  }

  @Test
  void theFirstFailingStepWins() {
    Outcome outcome =
        run(
            List.of("x|0", "1|0", "2|5", "3|-1"),
            cast("a", "int"),
            validate("b is not zero", "b <> '0'"),
            derive("c", "b::UTINYINT"));

    assertThat(outcome.rows()).containsExactly(row("2", "5", "5", "4"));
    assertThat(outcome.rejects())
        .extracting(RejectedRecord::step)
        .containsExactly("steps[0].cast", "steps[1].validate", "steps[2].derive");
    assertThat(outcome.messages().get(1)).isEqualTo("b <> '0' is false for b = 0");
  }

  @Test
  void theFirstBrokenRuleWins() {
    Outcome outcome =
        run(
            List.of("1|1", "0|1", "0|0", "1|0"),
            validate("a is one", "a = '1'", "b is one", "b = '1'"));

    assertThat(outcome.rejects())
        .extracting(RejectedRecord::rule)
        .containsExactly("a is one", "a is one", "b is one");
    assertThat(outcome.places()).containsExactly("file.csv:3", "file.csv:4", "file.csv:5");
  }

  @Test
  void anErrorInADerivedColumnRejectsItsRecordOnly() {
    Outcome outcome = run(List.of("1|1", "x|2", "|3", "4|4"), derive("n", "a::int * 2"));

    assertThat(outcome.rows())
        .containsExactly(
            row("1", "1", "2", "2"), row(null, "3", null, "4"), row("4", "4", "8", "5"));
    assertThat(outcome.rejects())
        .containsExactly(
            new RejectedRecord(
                Stage.TRANSFORM,
                ErrorClass.EXPRESSION,
                "steps[0].derive",
                "derive n",
                "n: Could not convert string 'x' to INT32 when casting from source column a",
                "file.csv:3",
                "{\"a\":\"x\",\"b\":\"2\"}"));
  }

  @Test
  void anErrorInAConditionRejectsItsRecordOnly() {
    Outcome outcome =
        run(
            List.of("1|1", "x|2", "0|3", "2|y"),
            filter("a::int > 0"),
            validate("b is a number", "b::int > 0"));

    assertThat(outcome.counts()).isEqualTo(new Counts(4, 1, 2, 1, 0));
    assertThat(outcome.rejects())
        .extracting(RejectedRecord::step, RejectedRecord::rule, RejectedRecord::message)
        .containsExactly(
            tuple(
                "steps[0].filter",
                "filter",
                "condition: Could not convert string 'x' to INT32 when casting from source column a"),
            tuple(
                "steps[1].validate",
                "b is a number",
                "condition: Could not convert string 'y' to INT32 when casting from source column b"));
  }

  @Test
  void aRecordFilteredBeforeAnErrorIsFiltered() {
    Outcome outcome = run(List.of("1|1", "x|2", "y|3"), filter("b <> '2'"), derive("n", "a::int"));

    assertThat(outcome.counts()).isEqualTo(new Counts(3, 1, 1, 1, 0));
    assertThat(outcome.places()).containsExactly("file.csv:4");
  }

  @Test
  void aFilterBehindAnErrorDoesNotHideIt() {
    Outcome outcome =
        run(List.of("1|1", "x|2"), derive("n", "a::int"), filter("b <> '2'"), select("b"));

    assertThat(outcome.counts()).isEqualTo(new Counts(2, 1, 1, 0, 0));
  }

  @Test
  void anErrorInAColumnThatNobodyReadsStillRejects() {
    List<String> clean = List.of("1|1", "2|2");
    List<String> bad = List.of("1|1", "x|2");
    StepDefinition[] dropped = {derive("n", "a::int"), select("b")};
    StepDefinition[] overwritten = {derive("n", "a::int"), derive("n", "1"), rename("n", "m")};

    assertThat(run(clean, dropped).counts().passed()).isEqualTo(2);
    assertThat(run(bad, dropped).messages()).hasSize(1);
    assertThat(run(bad, overwritten).rejects())
        .extracting(RejectedRecord::step)
        .containsExactly("steps[0].derive");
  }

  @Test
  void anErrorRaisedOnPurposeRejectsItsRecord() {
    Outcome outcome =
        run(
            List.of("1|1", "2|2", "3|x", "4|4"),
            derive("c", "CASE WHEN a = '2' THEN error('two is forbidden') ELSE a END"),
            cast("b", "int"));

    assertThat(outcome.rows()).containsExactly(row("1", "1", "1", "2"), row("4", "4", "4", "5"));
    assertThat(outcome.rejects())
        .extracting(RejectedRecord::step)
        .containsExactlyInAnyOrder("steps[0].derive", "steps[1].cast");
    assertThat(outcome.messages()).contains("c: two is forbidden");
  }

  @Test
  void anErrorBesideAVolatileFunctionRejectsItsRecord() {
    Outcome outcome =
        run(
            List.of("1|1", "2|2", "3|x", "4|4"),
            derive("c", "CASE WHEN a = '2' THEN error('two') WHEN random() < 2 THEN a END"),
            cast("b", "int"));

    assertThat(outcome.rows()).containsExactly(row("1", "1", "1", "2"), row("4", "4", "4", "5"));
    assertThat(outcome.messages()).contains("c: two");
  }

  @Test
  void anErrorWithoutAMessageIsNone() {
    Outcome outcome =
        run(
            List.of("1|", "2|y"),
            derive("c", "CASE WHEN a <> 'z' THEN ERROR(b) ELSE error(error('never')) END"));

    assertThat(outcome.places()).containsExactly("file.csv:3");
    assertThat(outcome.messages()).containsExactly("c: y");
  }

  @Test
  void manyErrorsAreToldApartUpToALimit() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add("v" + i + "|");
    }
    Outcome outcome = run(rows, derive("n", "a::int"));

    assertThat(outcome.counts()).isEqualTo(new Counts(200, 0, 200, 0, 0));
    assertThat(outcome.messages().get(4))
        .isEqualTo("n: Could not convert string 'v4' to INT32 when casting from source column a");
    assertThat(outcome.messages().get(199))
        .isEqualTo(
            "n: an error as for file.csv:2: Could not convert string 'v0' to INT32 when casting from source column a");
  }

  @Test
  void anErrorInAQueryRejectsTheRecordsThatFailAlone() {
    Outcome outcome =
        run(
            List.of("1|1", "x|2", "3|3", "y|4", "5|5"),
            sql("SELECT b, a::int + 1 AS n, _place FROM input"));

    assertThat(outcome.rows())
        .containsExactly(row("1", "2", "2"), row("3", "4", "4"), row("5", "6", "6"));
    assertThat(outcome.rejects())
        .extracting(RejectedRecord::step, RejectedRecord::message, RejectedRecord::original)
        .containsExactly(
            tuple(
                "steps[0].sql",
                "Could not convert string 'x' to INT32 when casting from source column a",
                "{\"a\":\"x\",\"b\":\"2\"}"),
            tuple(
                "steps[0].sql",
                "Could not convert string 'y' to INT32 when casting from source column a",
                "{\"a\":\"y\",\"b\":\"4\"}"));
  }

  @Test
  void aQueryThatAggregatesSeesAllTheOtherRecordsTogether() {
    Outcome outcome =
        run(List.of("1|k", "x|k", "3|k", "4|k"), sql("SELECT sum(a::int) AS s FROM input"));

    assertThat(outcome.rows()).containsExactly(row("8"));
    assertThat(outcome.counts()).isEqualTo(new Counts(4, 1, 1, 2, 0));
  }

  @Test
  void aQueryThatFailsOnlyForRecordsTogetherFailsTheBatch() {
    assertThatThrownBy(
            () ->
                run(
                    List.of("1|", "2|"),
                    sql("SELECT CASE WHEN count(*) > 1 THEN error('many') END AS n FROM input")))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("streams.s.steps[0].sql")
        .hasMessageContaining("many");
  }

  @Test
  void behindAQueryTheOriginalIsStillTheBatchsRecord() {
    Outcome outcome =
        run(
            List.of("1|p", "2|q"),
            sql("SELECT upper(b) AS c, _place FROM input"),
            validate("not Q", "c <> 'Q'"));

    assertThat(outcome.rejects().getFirst().original()).isEqualTo("{\"a\":\"2\",\"b\":\"q\"}");
    assertThat(outcome.places()).containsExactly("file.csv:3");
  }

  @Test
  void whereAQueryLeavesThePlaceOutTheOriginalIsItsResult() {
    Outcome outcome =
        run(
            List.of("1|p", "2|q"),
            sql("SELECT upper(b) AS c, DATE '2024-01-02' AS d, 1.50 AS e, [1] AS f FROM input"),
            validate("not Q", "c <> 'Q'"));

    assertThat(outcome.rejects().getFirst().original())
        .isEqualTo("{\"c\":\"Q\",\"d\":\"2024-01-02\",\"e\":1.50,\"f\":[1]}");
    assertThat(outcome.places()).containsExactly("file.csv");
  }

  @Test
  void aRecordWithoutAPlaceIsNamedByItsOrigin() {
    try (VectorSchemaRoot batch =
            fixture.batch(AB, List.<@Nullable String[]>of(new String[] {"x", "y"}));
        StreamTransformer transformer = fixture.open(AB, cast("a", "int"))) {
      ((BigIntVector) batch.getVector(Columns.PLACE)).setNull(0);
      try (TransformResult result = transformer.apply(batch, "table t")) {
        assertThat(result.rejects().getFirst().place()).isEqualTo("table t");
      }
    }
  }

  private static List<@Nullable String> row(@Nullable String... values) {
    List<@Nullable String> row = new ArrayList<>();
    for (String value : values) {
      row.add(value);
    }
    return row;
  }
}

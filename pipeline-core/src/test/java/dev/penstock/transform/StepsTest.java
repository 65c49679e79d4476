package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.filter;
import static dev.penstock.transform.Fixture.rename;
import static dev.penstock.transform.Fixture.select;
import static dev.penstock.transform.Fixture.sql;
import static dev.penstock.transform.Fixture.validate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.batch.Counts;
import dev.penstock.definition.StepDefinition;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each step against the same SQL run by a plain DuckDB on the whole input. */
class StepsTest {
  private static final Schema SCHEMA = Fixture.schema("id", "Name of it", "amount", "day");

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  private static List<@Nullable String[]> rows() {
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      rows.add(
          new @Nullable String[] {
            "" + i,
            i % 7 == 0 ? null : " Näme " + i % 100 + " ",
            i % 11 == 0 ? null : i % 500 + "." + i % 90,
            i % 13 == 0 ? null : "2024-02-" + (10 + i % 19)
          });
    }
    return rows;
  }

  private Counts same(String expected, StepDefinition... steps) throws Exception {
    try (Judge judge = new Judge(fixture.allocator);
        VectorSchemaRoot batch = fixture.batch(SCHEMA, rows());
        StreamTransformer transformer = fixture.open(SCHEMA, steps)) {
      judge.table("input", batch);
      for (int i = 0; i < 2; i++) {
        try (TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
          judge.assertSame(result.rows(), expected);
          assertThat(result.rows().getSchema()).isEqualTo(transformer.outputSchema());
          assertThat(result.counts().difference()).isZero();
          assertThat(result.rejects()).hasSize((int) result.counts().rejected());
        }
      }
      try (TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
        return result.counts();
      }
    }
  }

  @Test
  void withoutStepsRowsPassUntouched() throws Exception {
    assertThat(same("FROM input")).isEqualTo(new Counts(5000, 5000, 0, 0, 0));
  }

  @Test
  void renameKeepsTheColumnsPlaces() throws Exception {
    same(
        "SELECT id AS amount, \"Name of it\" AS name, amount AS id, day, _place FROM input",
        rename("id", "amount", "name of it", "name", "amount", "id"));
  }

  @Test
  void selectKeepsColumnsInItsOrderAndThePlace() throws Exception {
    same("SELECT day, id, _place FROM input", select("day", "id"));
  }

  @Test
  void castConvertsAndKeepsNull() throws Exception {
    Counts counts =
        same(
            "SELECT id::BIGINT AS id, \"Name of it\", amount::DECIMAL(12,2) AS amount, day::DATE"
                + " AS day, _place FROM input",
            cast("id", "bigint", "amount", "decimal(12,2)", "day", "date"));
    assertThat(counts.passed()).isEqualTo(5000);
  }

  @Test
  void deriveSeesTheStepsInputAndKeepsPlaceLast() throws Exception {
    same(
        "SELECT id || 'x' AS id, \"Name of it\", amount, day, id AS old, lower(trim(\"Name of"
            + " it\")) AS name, NULL::VARCHAR AS nothing, _place FROM input",
        derive(
            "id", "id || 'x' -- a comment",
            "old", "id",
            "name", "lower(trim(\"Name of it\"))",
            "nothing", "NULL"));
  }

  @Test
  void filterKeepsOnlyWhatIsTrue() throws Exception {
    Counts counts =
        same("SELECT * FROM input WHERE day > '2024-02-20'", filter("day > '2024-02-20'"));
    assertThat(counts.filtered()).isPositive().isEqualTo(5000 - counts.passed());
  }

  @Test
  void validateRejectsWhatIsFalseAndPassesNull() throws Exception {
    Counts counts =
        same(
            "SELECT * FROM input WHERE day > '2024-02-12' IS NOT FALSE AND id <> '17'",
            validate("late enough", "day > '2024-02-12'", "not 17", "id <> '17'"));
    assertThat(counts.rejected()).isPositive().isEqualTo(5000 - counts.passed());
  }

  @Test
  void sqlSeesTheSurvivorsAndMayAggregateThem() throws Exception {
    Counts counts =
        same(
            "SELECT \"Name of it\" AS name, count(*) AS n, sum(amount::DECIMAL(12,2)) AS amount"
                + " FROM input WHERE id::INT < 1000 GROUP BY 1 ORDER BY 1",
            cast("id", "int", "amount", "decimal(12,2)"),
            filter("id < 1000"),
            sql(
                "SELECT \"Name of it\" AS name, count(*) AS n, sum(amount) AS amount"
                    + " FROM input GROUP BY 1 ORDER BY 1"));
    assertThat(counts).isEqualTo(new Counts(5000, 101, 0, 4899, 0));
  }

  @Test
  void sqlMayAddRecords() throws Exception {
    Counts counts =
        same(
            "SELECT i.* EXCLUDE _place, n, i._place FROM input i, range(3) t(n)"
                + " ORDER BY i._place, n",
            sql("SELECT i.*, n FROM input i, range(3) t(n) ORDER BY i._place, n"));
    assertThat(counts).isEqualTo(new Counts(5000, 15_000, 0, 0, 10_000));
  }

  @Test
  void sqlMayReadItsInputTwiceAndStartWithWith() throws Exception {
    same(
        "SELECT count(*) AS n FROM input a JOIN input b USING (id)",
        sql(
            "WITH a AS (SELECT id FROM input) SELECT count(*) AS n FROM a JOIN input b USING (id)"));
  }

  @Test
  void stepsOfAllKindsWorkTogether() throws Exception {
    same(
        "SELECT id::INT * 2 AS id2, trim(\"Name of it\") AS name, amount::DOUBLE AS amount,"
            + " upper(trim(\"Name of it\")) AS big, _place FROM input"
            + " WHERE amount::DOUBLE > 100 AND id::INT % 3 = 0",
        rename("Name of it", "name"),
        cast("id", "int", "amount", "double"),
        derive("name", "trim(name)", "id2", "id * 2"),
        filter("amount > 100"),
        sql("SELECT id2, name, amount, _place, id FROM input"),
        derive("big", "upper(name)"),
        filter("id % 3 = 0"),
        select("id2", "name", "amount", "big"));
  }

  @Test
  void valuesLeaveInTypesThatTravel() throws Exception {
    same(
        "SELECT 1::DECIMAL(38,0) AS huge, 2::SMALLINT AS tiny, [1, 2] AS list, NULL::VARCHAR AS"
            + " nothing, TIMESTAMP '2024-01-01 01:02:03' AS ns, TIME '10:00' AS at, TIMESTAMPTZ"
            + " '2024-01-01 00:00:00+00' AS tz, DATE '2024-01-01' AS d, TRUE AS b, 'a'::BLOB AS bytes,"
            + " 1.5::FLOAT AS f, '{\"a\":[1]}'::JSON AS nested, [1]::DECIMAL(20,0)[] AS wide, '1 day' AS"
            + " i FROM input",
        sql(
            "SELECT 1::HUGEINT AS huge, 2::UTINYINT AS tiny, [1, 2] AS list, NULL AS nothing,"
                + " TIMESTAMP_NS '2024-01-01 01:02:03' AS ns, TIME '10:00' AS at, TIMESTAMPTZ"
                + " '2024-01-01' AS tz, DATE '2024-01-01' AS d, TRUE AS b, 'a'::BLOB AS bytes,"
                + " 1.5::FLOAT AS f, {'a': [1]} AS nested, [1::UBIGINT] AS wide, INTERVAL 1 DAY AS i"
                + " FROM input"));
  }
}

package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.filter;
import static dev.penstock.transform.Fixture.rename;
import static dev.penstock.transform.Fixture.select;
import static dev.penstock.transform.Fixture.sql;
import static dev.penstock.transform.Fixture.validate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.definition.StepDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each mistake is found at open, with its place and DuckDB's or our own suggestion. */
class CompileErrorsTest {
  private static final Schema SCHEMA = Fixture.schema("amount", "state");

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  private Problem problem(StepDefinition... steps) {
    return problem(SCHEMA, steps);
  }

  private Problem problem(Schema schema, StepDefinition... steps) {
    PermanentException e =
        catchThrowableOfType(PermanentException.class, () -> fixture.open(schema, steps).close());
    assertThat(e).isNotNull();
    assertThat(e.problem().text()).doesNotContain("_penstock").doesNotContain("LINE 1");
    return e.problem();
  }

  private static void assertProblem(Problem problem, String where, String... parts) {
    assertThat(problem.where()).isEqualTo("streams.s." + where);
    assertThat(problem.message() + " " + problem.advice()).contains(parts);
  }

  @Test
  void anUnknownColumnIsNamedWithTheNearMiss() {
    String[] parts = {"amuont", "`amount`"};
    assertProblem(problem(rename("amuont", "x")), "steps[0].rename.amuont", parts);
    assertProblem(problem(select("state", "amuont")), "steps[0].select[1]", parts);
    assertProblem(problem(cast("amuont", "int")), "steps[0].cast.amuont", parts);
    assertProblem(
        problem(filter("state = 'x'"), derive("d", "amuont + 1")),
        "steps[1].derive.d",
        "Referenced column \"amuont\" not found",
        "Candidate bindings: \"amount\"");
    assertProblem(problem(filter("amuont > 1")), "steps[0].filter", "amuont");
    assertProblem(
        problem(validate("ok", "state <> ''", "bad", "amuont > 1")),
        "steps[0].validate[1].check",
        "amuont");
    assertProblem(problem(sql("SELECT amuont FROM input")), "steps[0].sql", "amuont");
  }

  @Test
  void aColumnThatAnEarlierStepTookAwayIsUnknown() {
    assertProblem(
        problem(rename("amount", "cost"), cast("amount", "int")),
        "steps[1].cast.amount",
        "The columns here: cost, state.");
    assertProblem(problem(select("state"), derive("d", "amount")), "steps[1].derive.d", "amount");
    assertProblem(problem(derive("a", "1", "b", "a + 1")), "steps[0].derive.b", "\"a\" not found");
  }

  @Test
  void twoColumnsCannotShareAName() {
    assertProblem(
        problem(rename("amount", "State")), "steps[0].rename.amount", "two columns named");
    assertProblem(problem(select("state", "State")), "steps[0].select[1]", "twice");
    assertProblem(problem(derive("d", "1", "D", "2")), "steps[0].derive.D", "twice");
    assertProblem(
        problem(sql("SELECT a.*, b.state FROM input a, input b")),
        "steps[0].sql",
        "two columns named state",
        "EXCLUDE");
    assertProblem(problem(Fixture.schema("a", "A"), select("a")), "source", "upper and lower case");
  }

  @Test
  void penstocksColumnCannotBeTouched() {
    assertProblem(problem(rename("_place", "p")), "steps[0].rename._place", "_place");
    assertProblem(problem(rename("state", "_Place")), "steps[0].rename.state", "_Place");
    assertProblem(problem(derive("_place", "1")), "steps[0].derive._place", "_place");
    assertProblem(problem(cast("_place", "int")), "steps[0].cast._place", "_place");
    assertProblem(
        problem(sql("SELECT 'x' AS _place FROM input")), "steps[0].sql", "_place must stay");
  }

  @Test
  void sqlThatDoesNotParseOrBindIsNamed() {
    assertProblem(problem(filter("amount >")), "steps[0].filter", "syntax error");
    assertProblem(problem(derive("d", "lowr(state)")), "steps[0].derive.d", "lowr", "\"lower\"");
    assertProblem(problem(sql("SELEC 1")), "steps[0].sql", "syntax error");
    assertProblem(
        problem(sql("SELECT * FROM airprots")), "steps[0].sql", "no table airprots", "input");
    assertProblem(problem(cast("amount", "decmal(12,2)")), "steps[0].cast.amount", "decmal");
    assertProblem(problem(cast("amount", "int) + (1")), "steps[0].cast.amount", "syntax error");
    assertProblem(problem(filter("amount")), "steps[0].filter", "this gives VARCHAR");
    assertProblem(problem(derive("d", "input")), "steps[0].derive.d", "input");
    assertProblem(problem(filter("amount > $from")), "steps[0].filter", "$from has no value");
    assertProblem(problem(sql("SELECT $x FROM input")), "steps[0].sql", "$x has no value");
  }

  @Test
  void anAuthorsNameThatLooksLikeOursIsNoClash() {
    Schema schema = Fixture.schema("_penstock_flag", "_penstock_value");
    try (StreamTransformer transformer =
        fixture.open(
            schema,
            derive("_penstock_x0", "_penstock_flag || 'x'"),
            cast("_penstock_flag", "int"),
            sql("SELECT *, 1 AS _penstock_rows FROM input"),
            filter("_penstock_value IS NULL"))) {
      assertThat(Fixture.names(transformer.outputSchema()))
          .containsExactly(
              "_penstock_flag", "_penstock_value", "_penstock_x0", "_penstock_rows", "_place");
    }
  }
}

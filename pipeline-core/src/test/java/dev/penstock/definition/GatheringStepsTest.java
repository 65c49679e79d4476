package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.definition.StepDefinition.Aggregated;
import dev.penstock.definition.StepDefinition.Aggregation;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps {@code branch}, {@code aggregate} and {@code deduplicate} as people write them. */
class GatheringStepsTest {
  private static final String OUTPUTS = "outputs: { t: { connection: w, table: silver.t } }";

  @Test
  void deduplicateIsAListOfColumns() {
    assertThat(only("- deduplicate: [id, day]"))
        .isEqualTo(new StepDefinition.Deduplicate(List.of("id", "day"), Map.of()));
  }

  @Test
  void deduplicateHasAnOrder() {
    StepDefinition.Deduplicate step =
        (StepDefinition.Deduplicate)
            only("- deduplicate: { key: [id], order: [{ at: desc }, version, { n: asc }] }");

    assertThat(step.key()).containsExactly("id");
    assertThat(step.order())
        .containsExactly(entry("at", true), entry("version", false), entry("n", false));
  }

  @Test
  void aggregateHasFunctionsOfExpressions() {
    StepDefinition.Aggregate step =
        (StepDefinition.Aggregate)
            only(
                "- aggregate: { by: [state], values: { n: count(*), cost: 'SUM( coalesce(a, (1)) )',"
                    + " last: \"max(replace(x, ')', ''))\" } }");

    assertThat(step.by()).containsExactly("state");
    assertThat(step.values())
        .containsEntry("n", new Aggregated(Aggregation.COUNT, "*"))
        .containsEntry("cost", new Aggregated(Aggregation.SUM, "coalesce(a, (1))"))
        .containsEntry("last", new Aggregated(Aggregation.MAX, "replace(x, ')', '')"));
  }

  @Test
  void branchesAreOutputs() {
    StreamDefinition stream =
        parse(
            """
            steps:
                  - filter: price > 0
                  - branch:
                      cheap:
                        steps: [ { filter: price < 10 }, { deduplicate: [id] } ]
                        output: { connection: w, table: silver.cheap, key: [id] }
                      months:
                        steps: [ { aggregate: { by: [month], values: { n: count(*), m: avg(x) } } } ]
                        output: { connection: w, table: silver.months }
                      all: { output: { connection: w, table: silver.all } }
            """,
            "");

    assertThat(stream.outputs().keySet()).containsExactly("cheap", "months", "all");
    assertThat(stream.output("cheap").key()).containsExactly("id");
    assertThat(stream.branches().get("cheap")).hasSize(2);
    assertThat(stream.finish("cheap")).isEqualTo(new Finish.Deduplicate(List.of("id"), Map.of()));
    assertThat(stream.finish("all")).isEqualTo(Finish.NONE);
    Finish.Combine combine = (Finish.Combine) stream.finish("months");
    assertThat(combine.sumOf("m")).isEqualTo("_penstock_sum_1");
  }

  @Test
  void checksAndModelsNameBranchesAsOutputs() {
    String text =
        document("steps: [ { branch: { a: { output: { connection: w, table: s.a } } } } ]", "");
    assertThat(
            new DefinitionParser()
                .parse(text + "checks: [ { on: a, rows: { min: 1 } } ]\n")
                .checks())
        .hasSize(1);
    assertThatThrownBy(
            () -> new DefinitionParser().parse(text + "checks: [ { on: b, rows: { min: 1 } } ]\n"))
        .hasMessageContaining("b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "aggregate: { values: { n: median(x) } } | unknown-function | steps[0].aggregate.values.n",
        "aggregate: { values: { n: summ(x) } } | unknown-function | steps[0].aggregate.values.n",
        "aggregate: { values: { n: x + 1 } } | bad-aggregate | steps[0].aggregate.values.n",
        "aggregate: { values: { n: sum(x) + 1 } } | bad-aggregate | steps[0].aggregate.values.n",
        "aggregate: { values: { n: count(*) FILTER (WHERE x) } } | bad-aggregate | steps[0].aggregate.values.n",
        "aggregate: { values: { n: count(DISTINCT x) } } | bad-aggregate | steps[0].aggregate.values.n",
        "aggregate: { values: { n: sum(*) } } | bad-aggregate | steps[0].aggregate.values.n",
        "aggregate: { values: { n: sum() } } | bad-aggregate | steps[0].aggregate.values.n",
        "aggregate: { by: [N], values: { n: count(*) } } | duplicate-column | steps[0].aggregate.values.n",
        "aggregate: { by: [n] } | missing-field | steps[0].aggregate.values",
        "aggregate: { by: [n], values: {} } | too-few | steps[0].aggregate.values",
        "deduplicate: id | wrong-type | steps[0].deduplicate",
        "deduplicate: [] | too-few | steps[0].deduplicate",
        "deduplicate: { order: [a] } | missing-field | steps[0].deduplicate.key",
        "deduplicate: { key: [a], order: [{ a: up }] } | unknown-direction | steps[0].deduplicate.order[0].a",
        "deduplicate: { key: [a], order: [{ a: asc, b: asc }] } | one-column-each | steps[0].deduplicate.order[0]",
        "deduplicate: { key: [a], order: [a, A] } | duplicate-column | steps[0].deduplicate.order[1]",
        "deduplicate: [_penstock_x] | reserved-name | steps[0].deduplicate[0]",
      })
  void tellsWhatIsWrong(String step, String code, String where) {
    assertProblem("steps: [ { " + step + " } ]", OUTPUTS, code, where);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ deduplicate: [a] }, { filter: a > 1 } | not-last | steps[0]",
        "{ aggregate: { values: { n: count(*) } } }, { filter: a > 1 } | not-last | steps[0]",
      })
  void refusesStepsBehindTheLast(String steps, String code, String where) {
    assertProblem("steps: [ " + steps + " ]", OUTPUTS, code, where);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ branch: { a: { output: { connection: w, table: s.a } } } }, { filter: a > 1 } | `` | not-last | steps[0]",
        "{ branch: { a: { steps: [] } } } | `` | missing-field | steps[0].branch.a.output",
        "{ branch: {} } | `` | too-few | steps[0].branch",
        "{ branch: { a: { steps: [ { branch: {} } ], output: { connection: w, table: s.a } } } } | `` | nested-branch | steps[0].branch.a.steps[0]",
        "{ branch: { a: { steps: [ { deduplicate: [x] }, { drop: [x] } ], output: { connection: w, table: s.a } } } } | `` | not-last | steps[0].branch.a.steps[0]",
        "{ branch: { bronze: { output: { connection: w, table: s.a } } } } | `` | reserved-name | steps[0].branch.bronze.output",
        "{ branch: { a: { output: { connection: w, table: s.a } } } } | outputs: { b: { connection: w, table: s.b } } | outputs-beside-branch | outputs",
        "{ branch: { a: { output: { connection: w, table: s.a } }, b: { output: { connection: w, table: s.a } } } } | `` | shared-table | steps[0].branch.b.output.table",
        "{ branch: { a: { outputs: { connection: w, table: s.a } } } } | `` | unknown-field | steps[0].branch.a.outputs",
        "{ filter: a > 1 } | `` | missing-field | outputs",
        "{ branch: { a: { steps: [ { aggregate: { values: { n: count(*) } } } ], output: { connection: w, table: s.a, validate: [ { not_null: [n] } ] } } } } | `` | rules-of-aggregate | steps[0].branch.a.output",
      })
  void tellsWhatIsWrongWithBranches(String steps, String outputs, String code, String where) {
    assertProblem("steps: [ " + steps + " ]", outputs, code, where);
  }

  @Test
  void aBranchCannotReplaceATableByNews() {
    String text =
        document("steps: [ { branch: { a: { output: { connection: w, table: s.a } } } } ]", "")
            .replace("format: csv }", "format: csv, incremental: true }");

    assertThatThrownBy(() -> new DefinitionParser().parse(text))
        .hasMessageContaining("streams.s.steps[0].branch.a.output.mode");
  }

  private static void assertProblem(String steps, String outputs, String code, String where) {
    assertThatThrownBy(() -> parse(steps, outputs))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::code, Problem::where)
                    .contains(tuple(code, "streams.s." + where)));
  }

  private static Map.Entry<String, Boolean> entry(String column, boolean greatest) {
    return Map.entry(column, greatest);
  }

  private static StepDefinition only(String step) {
    return parse("steps:\n      " + step, OUTPUTS).steps().getFirst();
  }

  private static StreamDefinition parse(String steps, String outputs) {
    return new DefinitionParser().parse(document(steps, outputs)).stream("s");
  }

  private static String document(String steps, String outputs) {
    return """
        apiVersion: penstock/v1
        name: p
        streams:
          s:
            source: { connection: c, path: x, format: csv }
            %s
            %s
        """
        .formatted(steps.strip(), outputs);
  }
}

package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outputs whose rows are merged by key, as people write them. */
class MergeRulesTest {
  private static final String SUMS = "aggregate: { by: [day, shop], values: { n: count(*) } }";

  @Test
  void aHistoryHasAnOrderATimeAndAWordForWhatIsMissing() {
    OutputDefinition output =
        parse("drop: [x]", "mode: history, key: [id], order: n, valid_from: at, missing: close")
            .stream("s")
            .output("t");

    assertThat(output.mode()).isEqualTo(LoadMode.HISTORY);
    assertThat(output.merging().order()).contains("n");
    assertThat(output.merging().validFrom()).contains("at");
    assertThat(output.merging().missing()).isEqualTo(Merging.Missing.CLOSE);
  }

  @Test
  void groupsThatTheKeyTellsApartAreMerged() {
    assertThat(parse(SUMS, "mode: upsert, key: [shop, Day]").stream("s").output("t").mode())
        .isEqualTo(LoadMode.UPSERT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mode: upsert | missing-key",
        "mode: replace, key: [id], order: n | not-here",
        "mode: upsert, key: [id], valid_from: at | not-here",
        "mode: upsert, key: [id], missing: close | not-here",
        "mode: history, key: [id, valid_from] | history-columns",
        "mode: history, key: [id], valid_from: valid_from | history-columns",
        "mode: history, key: [id], order: current | history-columns",
        "mode: history, key: [id, at], valid_from: at | history-key",
      })
  void tellsWhatIsWrong(String output, String code) {
    assertProblem("drop: [x]", output, code);
  }

  @Test
  void tellsWhatCannotEndWithABatch() {
    assertProblem("deduplicate: [id]", "mode: continuous, key: [id]", "continuous-finish");
  }

  @Test
  void tellsThatGroupsShareAKey() {
    assertProblem(SUMS, "mode: upsert, key: [day]", "aggregate-key");
  }

  private static void assertProblem(String step, String output, String code) {
    assertThatThrownBy(() -> parse(step, output))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::code, p -> p.where().startsWith("streams.s.outputs.t"))
                    .contains(tuple(code, true)));
  }

  private static PipelineDefinition parse(String step, String output) {
    return new DefinitionParser()
        .parse(
            """
            apiVersion: penstock/v1
            name: p
            streams:
              s:
                source: { connection: c, path: x, format: csv }
                steps: [ { %s } ]
                outputs: { t: { connection: w, table: silver.t, %s } }
            """
                .formatted(step, output));
  }
}

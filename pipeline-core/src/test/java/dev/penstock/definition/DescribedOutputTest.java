package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.error.PermanentException;
import org.junit.jupiter.api.Test;

/** What people write about an output for other people. */
class DescribedOutputTest {
  private static OutputDefinition parse(String fields) {
    return new DefinitionParser()
            .parse(
                """
            apiVersion: penstock/v1
            name: p
            streams:
              s:
                source: { connection: examples, path: s.csv, format: csv }
                outputs:
                  t: { connection: w, table: silver.t, %s }
            """
                    .formatted(fields))
            .stream("s")
            .output("t");
  }

  @Test
  void anOutputAndItsColumnsAreDescribed() {
    OutputDefinition output =
        parse("description: All things, columns: { id: Its number, at: When it was seen }");

    assertThat(output.description()).isEqualTo("All things");
    assertThat(output.columns().keySet()).containsExactly("id", "at");
    assertThat(output.columns()).containsEntry("id", "Its number");
    assertThat(parse("mode: append").description()).isEmpty();
  }

  @Test
  void aDescriptionIsAText() {
    PermanentException mistake =
        catchThrowableOfType(
            PermanentException.class, () -> parse("description: [a], columns: { id: 7 }"));

    assertThat(mistake.problems())
        .extracting(problem -> problem.where())
        .containsExactly("streams.s.outputs.t.description", "streams.s.outputs.t.columns.id");
  }
}

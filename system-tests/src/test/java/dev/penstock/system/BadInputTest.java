package dev.penstock.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.local.Component;
import dev.penstock.system.PenstockClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What people get wrong: each mistake is told with its place and what to do, nothing is lost, and
 * the services live on. No answer shows a stack trace, a host or a path of this machine.
 */
class BadInputTest {
  private static final String PIPELINE =
      """
      apiVersion: penstock/v1
      name: NAME
      streams:
        people:
          source: { connection: data, path: bad/NAME.csv, format: csv }
          bronze: { table: bronze.NAME }
          steps:
            - cast: { id: bigint }
            - validate:
                - { rule: the name is short, check: length(name) < 100 }
          outputs:
            people: { connection: warehouse, table: silver.NAME, mode: replace, key: [id] }
      """;

  private final TestBed bed = TestBed.shared();

  @AfterEach
  void everyServiceIsStillAlive() {
    for (Component component : Component.values()) {
      assertThat(bed.stack().alive(component)).as("%s is alive", component).isTrue();
    }
  }

  @Test
  void malformedYamlIsRefusedWithItsLine() {
    Answer refused =
        bed.client().put("broken", "apiVersion: penstock/v1\nname: [broken\nstreams:\n");

    assertRefused(refused);
    JsonNode problem = refused.json().path("problems").path(0);
    assertThat(problem.path("where").asText() + problem.path("message").asText())
        .contains("line 3");
  }

  @Test
  void anUnknownStepIsRefusedWithItsPathAndTheNearMiss() {
    Answer refused =
        bed.client().put("misspelt", yaml("misspelt").replace("- validate:", "- valdate:"));

    assertRefused(refused);
    JsonNode problem = refused.json().path("problems").path(0);
    assertThat(problem.path("where").asText()).startsWith("streams.people.steps[1]");
    assertThat(problem.path("message").asText()).contains("valdate");
    assertThat(problem.path("message").asText() + problem.path("advice").asText())
        .contains("validate");
  }

  @Test
  void anUnknownColumnFailsTheRunAtItsStepAndSuggestsTheNearMiss() {
    String name = "unknown_column";
    csv(name, "id,name\n1,Ada\n");

    Run failed = fail(name, yaml(name).replace("length(name) < 100", "length(nmae) < 100"));

    JsonNode problem = failed.each("problems").findFirst().orElseThrow();
    assertThat(problem.path("where").asText()).contains("streams.people.steps[1]");
    assertThat(problem.path("message").asText()).contains("nmae");
    assertThat(problem.path("message").asText() + problem.path("advice").asText()).contains("name");
  }

  @Test
  void aMissingFileFailsTheRunAndNamesIt() {
    Run failed = fail("missing_file", yaml("missing_file"));

    JsonNode problem = failed.each("problems").findFirst().orElseThrow();
    assertThat(failed.problems()).contains("bad/missing_file.csv");
    assertThat(problem.path("where").asText()).isNotEmpty();
    assertThat(bed.warehouse().exists("silver.missing_file")).isFalse();
  }

  @Test
  void aFileThatEndsInsideAQuotedFieldFailsTheRunAtTheLineOfTheQuote() {
    String name = "open_quote";
    csv(name, "id,name\n1,Ada\n2,\"Grace\n3,Joan\n");

    Run failed = fail(name, yaml(name));

    assertThat(failed.problems()).contains("bad/open_quote.csv:3").contains("quote");
  }

  @Test
  void aRowWithTooManyFieldsIsARejectWithItsLineAndTheRestIsLoaded() {
    String name = "too_many_fields";
    csv(name, "id,name\n1,Ada\n2,Grace,Hopper\n3,Joan\n");

    Run run = succeed(name, 2);

    JsonNode reject = onlyReject(run);
    assertThat(reject.path("place").asText()).isEqualTo("bad/too_many_fields.csv:3");
    assertThat(reject.path("original").asText()).contains("Grace").contains("Hopper");
    assertThat(reject.path("message").asText()).contains("3").contains("2");
  }

  @Test
  void aRecordLargerThanAMessageIsARejectAndTheRestIsLoaded() {
    String name = "huge_record";
    csv(name, "id,name\n1,Ada\n2," + "x".repeat(5 << 20) + "\n3,Joan\n");

    Run run = succeed(name, 2);

    JsonNode reject = onlyReject(run);
    assertThat(reject.path("place").asText()).isEqualTo("bad/huge_record.csv:3");
    assertThat(reject.path("original").asText()).startsWith("2,xxx").hasSizeLessThan(20_000);
  }

  @Test
  void aRowInAnotherEncodingIsARejectWithItsLineAndTheRestIsLoaded() throws IOException {
    String name = "wrong_encoding";
    Files.write(
        bed.file("bad/" + name + ".csv"), "id,name\n1,Ada\n2,José\n3,Joan\n".getBytes(ISO_8859_1));

    Run run = succeed(name, 2);

    JsonNode reject = onlyReject(run);
    assertThat(reject.path("place").asText()).isEqualTo("bad/wrong_encoding.csv:3");
    assertThat(reject.path("message").asText()).contains("UTF-8");
  }

  @Test
  void anEmptyFileWithAHeaderIsARunWithNoRows() {
    String name = "no_rows";
    csv(name, "id,name\n");

    Run run = succeed(name, 0);

    assertThat(run.rejects()).isZero();
    assertThat(bed.warehouse().count("silver." + name)).isZero();
  }

  @Test
  void anEmptyFileWithDeclaredColumnsIsARunWithNoRows() {
    String name = "no_bytes";
    csv(name, "");

    Run run =
        bed.client()
            .succeed(
                bed.client()
                    .run(
                        name,
                        yaml(name).replace("format: csv", "format: csv, columns: [id, name]")));

    assertThat(run.balanced()).isTrue();
    assertThat(bed.warehouse().count("silver." + name)).isZero();
  }

  @Test
  void aTableWithOtherColumnsIsLeftAloneAndTheRunFailsAndNamesIt() {
    String name = "other_columns";
    csv(name, "id,name\n1,Ada\n");
    bed.warehouse()
        .execute(
            "CREATE SCHEMA IF NOT EXISTS silver",
            "CREATE TABLE silver.other_columns (code text, price numeric)",
            "INSERT INTO silver.other_columns VALUES ('kept', 1)");

    Run failed = fail(name, yaml(name));

    assertThat(failed.problems()).contains("silver.other_columns").contains("price");
    assertThat(bed.warehouse().rows("SELECT code, price FROM silver.other_columns"))
        .containsExactly(List.of("kept", "1"));
    assertThat(bed.warehouse().exists("bronze." + name)).as("bronze of a failed run").isFalse();
  }

  private static String yaml(String name) {
    return PIPELINE.replace("NAME", name);
  }

  private void csv(String name, String content) {
    bed.write("bad/" + name + ".csv", content);
  }

  /** Runs to success with this many rows in silver and its books balanced. */
  private Run succeed(String name, long rows) {
    Run run = bed.client().succeed(bed.client().run(name, yaml(name)));
    assertThat(run.balanced()).as("%s", run).isTrue();
    assertThat(run.published("silver", "people")).isEqualTo(rows);
    assertThat(bed.warehouse().count("silver." + name)).isEqualTo(rows);
    return run;
  }

  private Run fail(String name, String yaml) {
    String run = bed.client().run(name, yaml);
    Run failed = bed.client().fail(run);
    assertNothingInternal(failed.toString());
    return failed;
  }

  private JsonNode onlyReject(Run run) {
    assertThat(run.rejects()).as("%s", run).isEqualTo(1);
    List<JsonNode> rejects = bed.client().rejects(run.id());
    assertThat(rejects).hasSize(1);
    assertNothingInternal(rejects.toString());
    return rejects.getFirst();
  }

  private static void assertRefused(Answer refused) {
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.contentType()).startsWith("application/problem+json");
    assertThat(refused.json().path("problems").size()).isPositive();
    assertNothingInternal(refused.text());
  }

  private static void assertNothingInternal(String answer) {
    assertThat(answer)
        .doesNotContain("Exception", "at dev.penstock", "at java.", "127.0.0.1", "localhost")
        .doesNotContain(TestBed.project().toString());
  }
}

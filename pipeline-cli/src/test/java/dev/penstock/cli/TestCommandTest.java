package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code test}: what it runs, what it compares and how it shows differences. */
class TestCommandTest {
  private static final String DEFINITION =
      """
      apiVersion: penstock/v1
      name: orders
      parameters:
        least: { type: integer, default: 0 }
      streams:
        orders:
          source: { connection: shop, path: orders.csv, format: csv }
          steps:
            - cast: { amount: "decimal(10,2)" }
            - filter: amount >= $least
            - validate: [ { rule: known country, check: "country IN ('DE', 'FR')" } ]
          outputs:
            orders: { connection: warehouse, table: silver.orders, key: [id] }
      models:
        totals: { sql: "SELECT country, sum(amount) AS total FROM {ref:orders} GROUP BY 1" }
        special: { sql: "SELECT to_tsvector('simple', country) AS v FROM {ref:orders}" }
        behind: { sql: "SELECT * FROM {ref:special}" }
      checks:
        - { on: orders, rows: { min: 5 } }
      """;

  private static final String TESTS =
      """
      pipeline: orders.yaml
      tests:
        - name: sums
          given:
            orders:
              - { id: 1, amount: 10.50, country: DE }
              - { id: 2, amount: 5, country: DE }
              - { id: 3, amount: 1, country: XX }
          expect:
            outputs:
              orders:
                rows:
                  - { id: 1, amount: 10.5, country: DE }
                  - { id: 2, amount: 5.00, country: DE }
            models:
              totals: { rows: [ { country: DE, total: 15.5 } ] }
            rejects:
              - { stream: orders, step: "steps[2]", rule: known country, record: { id: 3 } }
            checks: { "orders: rows min 5": failed }
      """;

  private Path folder;
  private Path file;

  @BeforeEach
  void write(@TempDir Path temp) throws IOException {
    folder = temp;
    Files.writeString(folder.resolve("orders.yaml"), DEFINITION);
    file = Files.writeString(folder.resolve("orders.test.yaml"), TESTS);
  }

  private Outcome test(String from, String to, String... more) throws IOException {
    assertThat(TESTS).contains(from);
    Files.writeString(file, TESTS.replace(from, to));
    String[] words = new String[more.length + 2];
    words[0] = "test";
    words[1] = file.toString();
    System.arraycopy(more, 0, words, 2, more.length);
    return Cli.run(words);
  }

  @Test
  void aTestPassesWhereEverythingIsAsExpected() throws IOException {
    Outcome outcome = test("sums", "sums");

    assertThat(outcome.out()).startsWith("passed  orders.test.yaml: sums\n1 test, all passed");
    assertThat(outcome.code()).isZero();
  }

  @Test
  void aDifferentValueIsShownWithBothValues() throws IOException {
    Outcome outcome = test("amount: 5.00", "amount: 6");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("FAILED  orders.test.yaml: sums")
        .contains("orders: a row differs (id = 2, country = DE)")
        .containsPattern("amount +6 +5\\.00");
  }

  @Test
  void aRowThatIsMissingAndOneThatIsUnexpectedAreShown() throws IOException {
    assertThat(test("- { id: 2, amount: 5.00, country: DE }", "").out())
        .contains("orders: unexpected row")
        .containsPattern("2 +5\\.00 +DE");
    assertThat(
            test(
                    "- { id: 2, amount: 5.00, country: DE }",
                    "- { id: 2, amount: 5.00, country: DE }\n            - { id: 9, amount: 99, country: FR }")
                .out())
        .contains("orders: missing row")
        .containsPattern("9 +99 +FR");
  }

  @Test
  void countOrderAndPartOfTheRowsCanBeExpected() throws IOException {
    assertThat(
            test("orders:\n          rows:", "orders:\n          count: 3\n          contains:")
                .out())
        .contains("orders: 2 rows, expected 3");
    assertThat(
            test("orders:\n          rows:", "orders:\n          ordered: true\n          rows:")
                .code())
        .isZero();
  }

  @Test
  void noRejectIsOverlooked() throws IOException {
    Outcome none =
        test(
            "- { stream: orders, step: \"steps[2]\", rule: known country, record: { id: 3 } }",
            "[]");
    assertThat(none.out()).contains("rejects: unexpected, orders.steps[2].validate, known country");
    assertThat(test("record: { id: 3 }", "record: { id: 4 }").out())
        .contains("rejects: missing {")
        .contains("rejects: unexpected");
  }

  @Test
  void aCheckThatEndsOtherwiseIsShown() throws IOException {
    assertThat(test("rows min 5\": failed", "rows min 5\": passed").out())
        .contains("check orders: rows min 5: failed, expected passed");
    assertThat(test("rows min 5\": failed", "rows min 6\": passed").out())
        .contains("there is none");
  }

  @Test
  void aModelThatOnlyTheWarehouseKnowsIsSkippedWithTheReason() throws IOException {
    Outcome outcome =
        test("models:", "models:\n        special: { count: 2 }\n        behind: { count: 2 }");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("skipped: model special is not tested here: DuckDB answers: ")
        .contains("skipped: model behind is not tested here: it reads special");
  }

  @Test
  void parametersAreThoseOfARun() throws IOException {
    Outcome outcome = test("name: sums", "name: sums\n    parameters: { least: 6 }");

    assertThat(outcome.out()).contains("orders: missing row").doesNotContain("unexpected row");
    assertThat(test("name: sums", "name: sums\n    parameters: { lest: 6 }").err())
        .contains("least");
  }

  @Test
  void mistakesOfTheFileAreToldWithTheirLine() throws IOException {
    Outcome outcome = test("rows:\n", "rosw:\n");
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err()).startsWith(file + ":12:11 ").contains("Did you mean `rows`?");

    Outcome stream = test("      orders:\n        - { id: 1", "      order:\n        - { id: 1");
    assertThat(stream.code()).isEqualTo(3);
    assertThat(stream.err()).contains(file + ":5:7 ").contains("`order`");
  }

  @Test
  void whatCameOutCanBeTakenAsExpected() throws IOException {
    assertThat(test("amount: 5.00", "amount: 6", "--update").code()).isEqualTo(2);
    Outcome outcome = test("amount: 5.00", "amount: 6", "--update", "--yes");
    assertThat(outcome.err()).contains("Written: " + file);

    assertThat(Cli.run("test", file.toString()).out()).contains("all passed");
  }

  @Test
  void aReportForCiIsJunitXml() throws IOException {
    Path report = folder.resolve("report.xml");

    test("amount: 5.00", "amount: 6", "--report", report.toString());

    assertThat(report)
        .content()
        .contains("<testsuites>")
        .contains("tests=\"1\" failures=\"1\"")
        .contains("<failure message=\"orders: a row differs");
  }

  @Test
  void theExamplesTestsPass() {
    Outcome outcome = Cli.run("test", Path.of("..", "examples").toString());

    assertThat(outcome.out()).contains("all passed");
  }
}

package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckDefinitionTest {
  private static final String PIPELINE =
      """
      apiVersion: penstock/v1
      name: shop
      streams:
        s:
          source: { connection: files, format: csv }
          outputs:
            orders: { connection: warehouse, table: silver.orders }
      models:
        customers: { sql: SELECT 1 AS id }
      checks:
      """;

  private static CheckDefinition check(String check) {
    return new DefinitionParser().parse(PIPELINE + "  - " + check + "\n").checks().getFirst();
  }

  private static List<Problem> problems(String... checks) {
    String text = PIPELINE + "  - " + String.join("\n  - ", checks) + "\n";
    return catchThrowableOfType(PermanentException.class, () -> new DefinitionParser().parse(text))
        .problems();
  }

  @Test
  void readsRelationshipsWhoseKeyHasTheSameNamesUnlessGiven() {
    assertThat(check("{ on: orders, relationships: { columns: [id], to: customers } }"))
        .isEqualTo(
            new CheckDefinition.Relationships(
                "orders", List.of("id"), "customers", List.of("id"), CheckTerms.STRICT));
    assertThat(
            check("{ on: orders, relationships: { columns: [a, b], to: customers, key: [x, y] } }"))
        .extracting(CheckDefinition::text)
        .isEqualTo("orders: relationships a, b to customers x, y");
  }

  @Test
  void readsRowsAgainstTheRowsBefore() {
    assertThat(check("{ on: orders, rows: { min: 5, min_change: -20%, max_change: 50.50% } }"))
        .isEqualTo(
            new CheckDefinition.Rows(
                "orders",
                OptionalLong.of(5),
                OptionalLong.empty(),
                Optional.of(BigDecimal.valueOf(-20).stripTrailingZeros()),
                Optional.of(new BigDecimal("50.5")),
                CheckTerms.STRICT))
        .extracting(CheckDefinition::text)
        .isEqualTo("orders: rows min 5 min_change -20% max_change 50.5%");
  }

  @ParameterizedTest
  @CsvSource({"90s, PT90S, 90s", "36h, PT36H, 36h", "48h, PT48H, 2d", "2d, PT48H, 2d"})
  void readsAges(String text, Duration age, String words) {
    assertThat(check("{ on: orders, freshness: { column: t, max_age: " + text + " } }"))
        .isEqualTo(new CheckDefinition.Freshness("orders", "t", age, CheckTerms.STRICT))
        .extracting(CheckDefinition::text)
        .isEqualTo("orders: freshness t max_age " + words);
  }

  @Test
  void readsSqlUnderItsName() {
    CheckDefinition check =
        check(
            "{ on: orders, name: no lost order, description: \"Ask Ada.\", severity: warn,"
                + " sql: \"SELECT * FROM {ref:orders} WHERE id NOT IN (SELECT id FROM"
                + " {ref:customers})\" }");

    assertThat(check.text()).isEqualTo("orders: no lost order");
    assertThat(check.terms().severity()).isEqualTo(CheckSeverity.WARN);
    assertThat(check.terms().description()).isEqualTo("Ask Ada.");
  }

  @Test
  void readsThresholds() {
    CheckTerms terms =
        check("{ on: orders, not_null: [a], fail_above: 1%, warn_above: 10 }").terms();

    assertThat(terms.failAbove()).isEqualTo(new RejectBudget.Percent(1));
    assertThat(terms.warnAbove()).isEqualTo(new RejectBudget.Count(10));
    assertThat(terms.fails(10, 1_000)).isFalse();
    assertThat(terms.fails(11, 1_000)).isTrue();
    assertThat(terms.warns(10, 5)).isFalse();
    assertThat(terms.warns(11, 5)).isTrue();
    assertThat(terms.fails(1, 0)).isTrue();
    assertThat(terms.fails(0, 0)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ on: orders }|one-check-each|checks[0]",
        "{ on: orders, unique: [a], rows: { min: 1 } }|one-check-each|checks[0]",
        "{ on: orders, relationships: { columns: [a], to: custmers } }"
            + "|unknown-output|checks[0].relationships.to",
        "{ on: orders, relationships: { columns: [a, b], to: customers, key: [x] } }"
            + "|bad-key|checks[0].relationships.key",
        "{ on: orders, rows: {} }|missing-field|checks[0].rows",
        "{ on: orders, rows: { min_change: 20 } }|bad-change|checks[0].rows.min_change",
        "{ on: orders, rows: { min_change: -101% } }|bad-change|checks[0].rows.min_change",
        "{ on: orders, rows: { min_change: 5%, max_change: 1% } }|bad-bounds|checks[0].rows",
        "{ on: orders, freshness: { column: t, max_age: 2w } }"
            + "|bad-age|checks[0].freshness.max_age",
        "{ on: orders, freshness: { column: t } }|missing-field|checks[0].freshness.max_age",
        "{ on: orders, range: { column: a } }|missing-field|checks[0].range",
        "{ on: orders, accepted_values: { column: a, values: [] } }"
            + "|too-few|checks[0].accepted_values.values",
        "{ on: orders, sql: SELECT 1 }|missing-field|checks[0].name",
        "{ on: orders, name: n, sql: DELETE FROM t }|not-a-query|checks[0].sql",
        "{ on: orders, name: n, sql: 'SELECT 1;' }|not-a-query|checks[0].sql",
        "{ on: orders, name: n, sql: 'SELECT * FROM {ref:odrers}' }|unknown-ref|checks[0].sql",
        "{ on: orders, name: n, sql: 'SELECT * FROM { ref: orders }' }|bad-ref|checks[0].sql",
        "{ on: orders, unique: [a], severity: warning }|unknown-severity|checks[0].severity",
        "{ on: orders, unique: [a], severity: warn, fail_above: 1 }"
            + "|no-threshold|checks[0].fail_above",
        "{ on: orders, unique: [a], warn_above: 1 }|no-threshold|checks[0].warn_above",
        "{ on: orders, unique: [a], fail_above: 1, warn_above: 1 }|bad-bounds|checks[0].warn_above",
        "{ on: orders, unique: [a], fail_above: 1.5 }|bad-threshold|checks[0].fail_above",
        "{ on: orders, rows: { min: 1 }, fail_above: 1 }|no-threshold|checks[0].fail_above",
      })
  void refuses(String check, String code, String where) {
    assertThat(problems(check))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.where()).isEqualTo(where);
            });
  }

  @Test
  void suggestsTheKindThatWasMeant() {
    assertThat(problems("{ on: orders, relationship: { columns: [a], to: customers } }"))
        .extracting(Problem::advice)
        .contains("Did you mean `relationships`?");
  }

  @Test
  void refusesTwoChecksThatResultsCouldNotTellApart() {
    assertThat(problems("{ on: orders, unique: [a] }", "{ on: orders, unique: [a] }"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("duplicate-check");
              assertThat(problem.where()).isEqualTo("checks[1]");
            });
    assertThat(
            new DefinitionParser()
                .parse(
                    PIPELINE
                        + "  - { on: orders, unique: [a] }\n"
                        + "  - { on: orders, unique: [a], name: again }\n")
                .checks())
        .hasSize(2);
  }
}

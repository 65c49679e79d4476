package dev.penstock.definition;

import static dev.penstock.definition.DefinitionMistakesTest.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
  private static final String SOUND = BrokenDocuments.SOUND;

  @ParameterizedTest
  @CsvSource({
    "'name: orders', 'name: orders: again', 'line 2, column 13'",
    "'- select: [order_id, amount]', '- select: [order_id, amount', 'line 14'",
    "'    bronze:', '\tbronze:', 'line 8, column 1'",
    "'description: Orders', 'description: @Orders', 'line 3, column 14'",
  })
  void tellsLineAndColumnOfMalformedYaml(String piece, String by, String where) {
    assertThat(problems(SOUND.replaceFirst(java.util.regex.Pattern.quote(piece), by)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("malformed");
              assertThat(problem.where()).startsWith(where).matches("line \\d+, column \\d+");
              assertThat(problem.message()).doesNotContain("reader", "\n");
            });
  }

  @Test
  void tellsWhereAQuoteWasOpenedThatNobodyCloses() {
    assertThat(problems("apiVersion: penstock/v1\nname: 'orders\nstreams:\n  a:\n"))
        .extracting(Problem::where)
        .containsExactly("line 2, column 7");
  }

  @Test
  void tellsLineAndColumnOfMalformedJson() {
    assertThat(problems("{ \"name\": \"orders\",\n  \"streams\": [ }"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.where()).startsWith("line 2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "# nothing here\n", "---\n"})
  void refusesAnEmptyText(String text) {
    assertThat(problems(text)).extracting(Problem::where).containsOnly("pipeline");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "- a\n- b\n", "12", "[]", "null"})
  void refusesATextThatIsNoMap(String text) {
    assertThat(problems(text))
        .singleElement()
        .satisfies(problem -> assertThat(problem.text()).contains("a map with the fields"));
  }

  @Test
  void refusesASecondDocument() {
    assertThat(problems(SOUND + "---\n" + SOUND))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("second document"));
  }

  @Test
  void reportsEveryKeyThatIsGivenTwice() {
    String text =
        SOUND
            .replace("description: Orders", "name: again")
            .replace("cast: { amount:", "cast: { amount: date, amount:");

    assertThat(problems(text))
        .extracting(problem -> problem.where() + " " + problem.code())
        .containsExactly("name duplicate-key", "streams.orders.steps[2].cast.amount duplicate-key");
    assertThat(problems(text).getFirst().message()).contains("line 3");
  }

  @Test
  void reportsAKeyThatIsGivenTwiceInJson() {
    assertThat(problems("{\"name\": \"a\", \"name\": \"b\"}"))
        .extracting(Problem::code)
        .contains("duplicate-key");
  }

  @ParameterizedTest
  @CsvSource({
    "'bronze: {', 'bronze: &b {', streams.orders.bronze",
    "'description: Orders', 'description: *o', description",
    "'description: Orders', 'description: !!str Orders', description",
    "'description: Orders', 'description: !custom Orders', description",
  })
  void refusesAnchorsAliasesAndTags(String piece, String by, String where) {
    assertThat(problems(SOUND.replace(piece, by)))
        .extracting(problem -> problem.where() + " " + problem.code())
        .containsExactly(where + " yaml-feature");
  }

  @Test
  void refusesABombOfAliasesAtOnce() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String alias = "*a" + (i - 1) + ", ";
      bomb.append("a%d: &a%d [%s x]%n".formatted(i, i, alias.repeat(9)));
    }

    assertThat(problems(bomb.toString())).extracting(Problem::code).contains("yaml-feature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "{\"a\": "})
  void refusesNestingWithoutEnd(String open) {
    String text = "description: " + open.repeat(20_000);

    assertThat(problems(text)).extracting(Problem::code).containsAnyOf("too-deep", "malformed");
  }

  @Test
  void refusesNestingThatNoDefinitionNeeds() {
    String text = SOUND.replace("path: orders.csv", "path: " + "[".repeat(20) + "]".repeat(20));

    assertThat(problems(text)).extracting(Problem::code).containsExactly("too-deep");
  }

  @Test
  void refusesATextThatIsTooLong() {
    String text = SOUND + "#".repeat(DefinitionParser.MAX_LENGTH);

    assertThat(problems(text)).extracting(Problem::code).containsExactly("too-long");
  }

  @ParameterizedTest
  @CsvSource({"'\"a\\0b\"', bad-character", "'\"\\ud800\"', bad-character", "1e999, bad-number"})
  void refusesWhatCannotBeStored(String value, String code) {
    assertThat(problems(SOUND.replace("description: Orders", "description: " + value)))
        .allSatisfy(problem -> assertThat(problem.where()).isEqualTo("description"))
        .extracting(Problem::code)
        .contains(code);
  }

  @Test
  void cutsWhatTheAuthorWroteInMessages() {
    assertThat(problems("x".repeat(10_000) + ": 1\n"))
        .allSatisfy(problem -> assertThat(problem.text().length()).isLessThan(500));
  }
}

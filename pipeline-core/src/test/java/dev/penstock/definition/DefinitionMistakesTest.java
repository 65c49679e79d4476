package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DefinitionMistakesTest {
  private static final String SOUND = BrokenDocuments.SOUND;

  static List<BrokenDocuments.Broken> broken() {
    return BrokenDocuments.all();
  }

  @Test
  void acceptsTheSoundDefinitionThatTheBrokenOnesAreMadeFrom() {
    assertThat(new DefinitionParser().parse(SOUND).name()).isEqualTo("orders");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void namesThePlaceOfAMistakeAndWhatToDo(BrokenDocuments.Broken broken) {
    List<Problem> problems = problems(broken.text());

    assertThat(problems)
        .anySatisfy(
            problem -> {
              assertThat(problem.code()).isEqualTo(broken.code());
              assertThat(problem.where()).isEqualTo(broken.where());
              assertThat(problem.text()).contains(broken.says());
            });
  }

  @Test
  void reportsAllMistakesAtOnce() {
    String text =
        SOUND
            .replace("name: orders", "name: Orders")
            .replace("filter:", "fliter:")
            .replace("mode: replace", "mode: replce")
            .replace("{ref:orders}", "{ref:oders}")
            .replace("on: totals", "on: total");

    assertThat(problems(text))
        .extracting(Problem::where)
        .containsExactlyInAnyOrder(
            "name",
            "streams.orders.steps[4].fliter",
            "streams.orders.outputs.orders.mode",
            "models.totals.sql",
            "checks[2].on");
  }

  @Test
  void saysEachMistakeOnce() {
    assertThat(BrokenDocuments.all())
        .allSatisfy(broken -> assertThat(problems(broken.text())).doesNotHaveDuplicates());
  }

  @Test
  void doesNotBlameReferencesWhereTheOutputsCouldNotBeRead() {
    String text = SOUND.replaceAll("      orders: \\{ connection: warehouse.*", "      - orders");

    assertThat(problems(text)).extracting(Problem::where).containsExactly("streams.orders.outputs");
  }

  @Test
  void namesTheModelsOfACycle() {
    String text =
        SOUND.replace(
            "    indexes: [n]\n",
            """
                indexes: [n]
              a:
                sql: SELECT * FROM {ref:b}
              b:
                sql: SELECT * FROM {ref:totals}, {ref:c}
              c:
                sql: SELECT * FROM {ref:a}
            """);

    assertThat(problems(text))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("a -> b -> c -> a"));
  }

  @Test
  void limitsStreamsStepsOutputsModelsAndChecks() {
    String stream = SOUND.substring(SOUND.indexOf("  orders:\n"), SOUND.indexOf("models:"));
    String streams =
        numbered(
            101,
            i ->
                stream
                    .replace("  orders:\n    source", "  s" + i + ":\n    source")
                    .replace("      orders:", "      o" + i + ":")
                    .replace(".orders", ".o" + i));
    String document = SOUND.replace(stream, stream + streams);
    assertThat(problems(document)).extracting(Problem::text).anyMatch(limit("streams", 100));

    String steps = numbered(200, i -> "      - filter: a > " + i + "\n");
    assertThat(problems(SOUND.replace("    outputs:\n", steps + "    outputs:\n")))
        .extracting(Problem::text)
        .anyMatch(limit("streams.orders.steps", 200));

    String outputs =
        numbered(
            200, i -> "      o" + i + ": { connection: warehouse, table: silver.o" + i + " }\n");
    assertThat(problems(SOUND.replace("    outputs:\n", "    outputs:\n" + outputs)))
        .extracting(Problem::text)
        .anyMatch(limit("streams.orders.outputs", 200));

    String models = numbered(200, i -> "  m" + i + ": { sql: SELECT 1 }\n");
    assertThat(problems(SOUND.replace("checks:\n", models + "checks:\n")))
        .extracting(Problem::text)
        .anyMatch(limit("models", 200));

    String checks = numbered(500, i -> "  - { on: orders, rows: { min: " + i + " } }\n");
    assertThat(problems(SOUND + checks)).extracting(Problem::text).anyMatch(limit("checks", 500));
  }

  @Test
  void limitsTheOutputsOfAllStreamsTogether() {
    String more =
        numbered(
            2,
            s ->
                "  s%d:\n    source: { connection: files, format: csv }\n    outputs:\n"
                        .formatted(s)
                    + numbered(
                        101,
                        i ->
                            "      s%d_%d: { connection: warehouse, table: silver.s%d_%d }\n"
                                .formatted(s, i, s, i)));

    assertThat(problems(SOUND.replace("models:\n", more + "models:\n")))
        .extracting(Problem::text)
        .containsExactly(
            "streams: The streams have 203 outputs together; at most 200 are allowed."
                + " Split the pipeline into several.");
  }

  @Test
  void keepsTheFirstTwoHundredMistakesAndCountsTheRest() {
    List<Problem> problems = problems(SOUND + numbered(300, i -> "wrong" + i + ": 1\n"));

    assertThat(problems).hasSize(201);
    assertThat(problems.getLast().text())
        .isEqualTo("pipeline: has 100 more problems that are not listed");
  }

  private static java.util.function.Predicate<String> limit(String where, int most) {
    return text -> text.startsWith(where + ": has ") && text.contains("at most " + most + " are");
  }

  private static String numbered(int count, java.util.function.IntFunction<String> line) {
    return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining());
  }

  static List<Problem> problems(String text) {
    PermanentException refused =
        catchThrowableOfType(PermanentException.class, () -> new DefinitionParser().parse(text));
    assertThat(refused).as("the definition is refused:%n%s", text).isNotNull();
    return refused.problems();
  }
}

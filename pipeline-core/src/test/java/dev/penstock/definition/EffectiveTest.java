package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.definition.Effective.Wish;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EffectiveTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final String TEXT =
      """
      apiVersion: penstock/v1
      name: strikes
      parameters:
        from: { type: date, default: "1990-01-01" }
        state: { type: text, default: "", values: ["", TX, O'HIO] }
        day: text
      environments:
        dev:
          connections: { warehouse: warehouse_dev }
          parameters: { day: monday, from: "2000-01-01" }
          set: { settings.parallelism: 1, "streams.strikes.rejects": { max: 10 } }
      settings: { parallelism: 4 }
      streams:
        strikes:
          source: { connection: examples, path: "strikes-${day}.csv", format: csv }
          steps:
            - filter: at >= $from AND (state = $state OR note = '$from')
            - branch:
                strikes:
                  steps: [{ derive: { a: "$state || 'x'" } }]
                  output:
                    connection: warehouse
                    table: silver.strikes_${day}
                    validate: [{ rule: r, check: at < $from }]
      models:
        m: { sql: "SELECT * FROM {ref:strikes} WHERE s = $state" }
      checks:
        - { on: strikes, sql: "SELECT 1 WHERE $from IS NULL", name: n }
      """;

  @Test
  void bindsParametersInSqlAsLiteralsAndInOtherTextsAsText() {
    JsonNode made = made(wish(Optional.empty(), Map.of("day", "tuesday", "state", "O'HIO")));

    assertThat(made.at("/streams/strikes/source/path").asText()).isEqualTo("strikes-tuesday.csv");
    assertThat(made.at("/streams/strikes/steps/0/filter").asText())
        .isEqualTo("at >= CAST('1990-01-01' AS DATE) AND (state = 'O''HIO' OR note = '$from')");
    assertThat(made.at("/streams/strikes/steps/1/branch/strikes/steps/0/derive/a").asText())
        .isEqualTo("'O''HIO' || 'x'");
    JsonNode output = made.at("/streams/strikes/steps/1/branch/strikes/output");
    assertThat(output.at("/table").asText()).isEqualTo("silver.strikes_tuesday");
    assertThat(output.at("/validate/0/check").asText()).contains("CAST('1990-01-01' AS DATE)");
    assertThat(made.at("/models/m/sql").asText()).endsWith("s = 'O''HIO'");
    assertThat(made.at("/checks/0/sql").asText()).contains("CAST('1990-01-01' AS DATE)");
    assertThat(made.has("parameters") || made.has("environments")).isFalse();
  }

  @Test
  void takesTheRunsValueBeforeTheEnvironmentsBeforeTheDefault() {
    Effective dev = Effective.of(TEXT, wish(Optional.of("dev"), Map.of("day", "friday")));

    assertThat(dev.parameters())
        .isEqualTo(Map.of("from", "2000-01-01", "state", "", "day", "friday"));
    assertThat(dev.differs()).isTrue();
    JsonNode made = tree(dev.text());
    assertThat(made.at("/streams/strikes/steps/1/branch/strikes/output/connection").asText())
        .isEqualTo("warehouse_dev");
    assertThat(made.at("/streams/strikes/source/connection").asText()).isEqualTo("examples");
    assertThat(made.at("/settings/parallelism").asInt()).isEqualTo(1);
    assertThat(made.at("/streams/strikes/rejects/max").asInt()).isEqualTo(10);
  }

  @Test
  void putsTheRunsOtherValuesOverThoseOfTheEnvironment() {
    Map<String, JsonNode> set =
        Map.of(
            "settings.parallelism", NODES.numberNode(16),
            "checks[0].severity", NODES.textNode("warn"),
            "rejects.max", NODES.numberNode(2),
            "models.m.description", NODES.textNode("of ${day}"),
            "streams.strikes.steps[1].branch.strikes.output[\"table\"]", NODES.textNode("a.b"),
            "streams.strikes.steps[0].filter", NODES.textNode("at = $from"));

    JsonNode made = tree(Effective.of(TEXT, new Wish(Optional.of("dev"), Map.of(), set)).text());

    assertThat(made.at("/settings/parallelism").asInt()).isEqualTo(16);
    assertThat(made.at("/checks/0/severity").asText()).isEqualTo("warn");
    assertThat(made.at("/rejects/max").asInt()).isEqualTo(2);
    assertThat(made.at("/models/m/description").asText()).isEqualTo("of monday");
    assertThat(made.at("/streams/strikes/steps/1/branch/strikes/output/table").asText())
        .isEqualTo("a.b");
    assertThat(made.at("/streams/strikes/steps/0/filter").asText())
        .isEqualTo("at = CAST('2000-01-01' AS DATE)");
  }

  @Test
  void takesAwayWhatIsSetToNull() {
    Map<String, JsonNode> set = Map.of("models", NODES.nullNode());

    JsonNode made = tree(Effective.of(TEXT, new Wish(Optional.of("dev"), Map.of(), set)).text());

    assertThat(made.has("models")).isFalse();
  }

  @Test
  void tellsEverythingThatIsWrongWithAWishAtOnce() {
    Wish wish =
        new Wish(
            Optional.of("pord"),
            Map.of(
                "from", NODES.textNode("1990-02-30"),
                "state", NODES.textNode("CA"),
                "form", NODES.numberNode(1)),
            Map.of(
                "name", NODES.textNode("other"),
                "streams.strike.source.path", NODES.textNode("x"),
                "checks[7].on", NODES.textNode("x"),
                "no path!", NODES.textNode("x")));

    assertThatThrownBy(() -> Effective.of(TEXT, wish))
        .asInstanceOf(type(PermanentException.class))
        .extracting(PermanentException::problems)
        .satisfies(
            problems ->
                assertThat(problems)
                    .extracting(Problem::where)
                    .containsExactlyInAnyOrder(
                        "environment",
                        "parameters.from",
                        "parameters.state",
                        "parameters.form",
                        "parameters.day",
                        "set.name",
                        "set[\"streams.strike.source.path\"]",
                        "set[\"checks[7].on\"]",
                        "set[\"no path!\"]"))
        .satisfies(
            problems ->
                assertThat(problems)
                    .extracting(Problem::advice)
                    .contains("Did you mean `from`?", "Did you mean `strikes`?"));
  }

  @Test
  void makesADefinitionThatTheParserTakes() {
    Effective dev = Effective.of(TEXT, wish(Optional.of("dev"), Map.of()));

    PipelineDefinition pipeline = new DefinitionParser().parse(dev.text());

    assertThat(pipeline.operation().parameters()).isEmpty();
    assertThat(pipeline.destination()).isEqualTo("warehouse_dev");
  }

  @Test
  void readsADefinitionWithDefaultsAndExamples() {
    PipelineDefinition pipeline = new DefinitionParser().parse(TEXT);

    assertThat(pipeline.stream("strikes").source().options().path("path").asText())
        .isEqualTo("strikes-example.csv");
    assertThat(pipeline.operation().parameters().keySet()).containsExactly("from", "state", "day");
    assertThat(pipeline.operation().parameters())
        .hasEntrySatisfying("day", day -> assertThat(day.required()).isTrue());
    assertThat(pipeline.operation().environments())
        .hasEntrySatisfying(
            "dev",
            dev ->
                assertThat(dev.parameters())
                    .isEqualTo(Map.of("day", "monday", "from", "2000-01-01")));
    assertThat(pipeline.operation().settings().parallelism()).hasValue(4);
  }

  @Test
  void pointsAtTheAuthorsPlaceOfAParameterThatThereIsNot() {
    String wrong = TEXT.replace("at >= $from", "at >= $form").replace("${day}.csv", "${dya}.csv");

    assertThatThrownBy(() -> new DefinitionParser().parse(wrong))
        .asInstanceOf(type(PermanentException.class))
        .extracting(PermanentException::problems)
        .isEqualTo(
            List.of(
                new Problem(
                    "unknown-parameter",
                    "streams.strikes.source.path",
                    "`${dya}` stands for no parameter of this pipeline.",
                    "Did you mean `day`?"),
                new Problem(
                    "unknown-parameter",
                    "streams.strikes.steps[0].filter",
                    "`$form` stands for no parameter of this pipeline.",
                    "Did you mean `from`?")));
  }

  @Test
  void tellsWhatIsWrongWithParametersAndEnvironments() {
    String wrong =
        TEXT.replace("type: date, default: \"1990-01-01\"", "type: dat, default: \"1990-01-01\"")
            .replace("[\"\", TX", "[5, TX")
            .replace("{ warehouse: warehouse_dev }", "{ warehose: warehouse_dev }")
            .replace("day: monday", "dya: monday")
            .replace("settings.parallelism: 1", "settings.paralelism.x: 1")
            .replace("parallelism: 4", "parallelism: 0, stalled_after: soon");

    assertThatThrownBy(() -> new DefinitionParser().parse(wrong))
        .asInstanceOf(type(PermanentException.class))
        .extracting(PermanentException::problems)
        .satisfies(
            problems ->
                assertThat(problems)
                    .extracting(Problem::where)
                    .contains(
                        "parameters.from.type",
                        "parameters.state.values[0]",
                        "environments.dev.connections.warehose",
                        "environments.dev.parameters.dya",
                        "environments.dev.set[\"settings.paralelism.x\"]",
                        "settings.parallelism",
                        "settings.stalled_after"));
  }

  @Test
  void leavesADefinitionWithoutParametersAsItIs() {
    String plain = TEXT.replaceAll("(?s)parameters:.*?settings:", "settings:");
    plain = plain.replace("$from", "1").replace("$state", "'a'");

    Effective same = Effective.of(plain, Wish.NONE);

    assertThat(same.differs()).isFalse();
    assertThat(tree(same.text()).at("/streams/strikes/source/path").asText())
        .isEqualTo("strikes-${day}.csv");
  }

  private static Wish wish(Optional<String> environment, Map<String, String> values) {
    Map<String, JsonNode> nodes = new java.util.HashMap<>();
    values.forEach((name, value) -> nodes.put(name, NODES.textNode(value)));
    return new Wish(environment, nodes, Map.of());
  }

  private static JsonNode made(Wish wish) {
    return tree(Effective.of(TEXT, wish).text());
  }

  private static JsonNode tree(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

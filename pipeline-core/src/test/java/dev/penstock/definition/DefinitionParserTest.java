package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.StepDefinition.Cast;
import dev.penstock.definition.StepDefinition.Derive;
import dev.penstock.definition.StepDefinition.Drop;
import dev.penstock.definition.StepDefinition.Filter;
import dev.penstock.definition.StepDefinition.Mask;
import dev.penstock.definition.StepDefinition.Masking;
import dev.penstock.definition.StepDefinition.Rename;
import dev.penstock.definition.StepDefinition.Rule;
import dev.penstock.definition.StepDefinition.Sample;
import dev.penstock.definition.StepDefinition.Select;
import dev.penstock.definition.StepDefinition.Split;
import dev.penstock.definition.StepDefinition.Sql;
import dev.penstock.definition.StepDefinition.Validate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionParserTest {
  private final DefinitionParser parser = new DefinitionParser();

  @Test
  void readsEveryPartOfADefinition() {
    PipelineDefinition pipeline = parser.parse(BrokenDocuments.SOUND);

    StreamDefinition stream = at(pipeline.streams(), "orders");
    assertThat(pipeline.name()).isEqualTo("orders");
    assertThat(pipeline.description()).isEqualTo("Orders");
    assertThat(pipeline.destination()).isEqualTo("warehouse");
    assertThat(stream.source().connection()).isEqualTo("files");
    assertThat(stream.source().format()).isEqualTo("csv");
    assertThat(stream.source().options()).hasToString("{\"path\":\"orders.csv\"}");
    assertThat(stream.bronze()).contains(new BronzeDefinition(new TableName("bronze", "orders")));
    assertThat(at(stream.lookups(), "countries").options())
        .hasToString("{\"path\":\"countries.csv\"}");
    assertThat(stream.steps())
        .containsExactly(
            new Rename(Map.of("Order Id", "order_id")),
            new Select(List.of("order_id", "amount")),
            new Cast(Map.of("amount", "decimal(12,2)")),
            new Derive(Map.of("big", "amount > 100")),
            new Filter("amount > 0"),
            new Validate(
                List.of(
                    new Rule("amount is small", "amount < 10000"),
                    new Rule("", new Demand.NotNull(List.of("order_id")), Severity.WARN),
                    rejects(new Demand.Range("amount", Optional.of("0"), Optional.of("5000"))),
                    rejects(new Demand.Pattern("name", "^[A-Z]")),
                    rejects(
                        new Demand.AcceptedValues(
                            "note",
                            List.of(TextNode.valueOf("a"), LongNode.valueOf(1), BooleanNode.TRUE))),
                    rejects(
                        new Demand.JsonSchema(
                            "note", JsonNodeFactory.instance.objectNode().put("type", "string"))))),
            new Sql("SELECT * FROM input"),
            new Drop(List.of("note")),
            new Sample(0.5, List.of("order_id"), 7),
            new Split("part", List.of("order_id"), 0.8, 0.1, 0.1, 7),
            new Mask(Map.of("name", Masking.REDACT, "iban", Masking.PARTIAL)));
    assertThat(stream.outputs())
        .containsExactly(
            Map.entry(
                "orders",
                new OutputDefinition(
                    "warehouse",
                    new TableName("silver", "orders"),
                    LoadMode.REPLACE,
                    List.of("order_id"))));
    assertThat(stream.rejects()).contains(new RejectBudget.Count(100));
    assertThat(at(pipeline.models(), "totals"))
        .isEqualTo(
            new ModelDefinition(
                new TableName("gold", "totals"),
                Materialized.TABLE,
                "SELECT count(*) AS n FROM {ref:orders}",
                "How many orders",
                Map.of("n", "the number"),
                List.of("n"),
                List.of(List.of("n")),
                List.of(
                    AfterStatement.parse("ANALYZE {this}"),
                    AfterStatement.parse("GRANT SELECT ON {this} TO public"))));
    assertThat(pipeline.checks())
        .containsExactly(
            new CheckDefinition.NotNull("orders", List.of("order_id")),
            new CheckDefinition.Unique("orders", List.of("order_id")),
            new CheckDefinition.Rows("totals", OptionalLong.of(1), OptionalLong.of(1)));
  }

  private static Rule rejects(Demand demand) {
    return new Rule("", demand, Severity.REJECT);
  }

  @Test
  void readsTheRulesOfASourceAndOfAnOutput() {
    StreamDefinition stream =
        at(
            parser
                .parse(
                    """
                    apiVersion: penstock/v1
                    name: small
                    streams:
                      s:
                        source:
                          { connection: c, format: csv, path: x, validate: [{ not_null: [a] }] }
                        outputs:
                          t:
                            connection: w
                            table: silver.t
                            validate:
                              - { range: { column: b, min: 2020-01-01 }, severity: warn }
                    """)
                .streams(),
            "s");

    assertThat(stream.source().options()).hasToString("{\"path\":\"x\"}");
    assertThat(stream.rules()).containsExactly(rejects(new Demand.NotNull(List.of("a"))));
    assertThat(at(stream.outputs(), "t").rules())
        .containsExactly(
            new Rule(
                "",
                new Demand.Range("b", Optional.of("2020-01-01"), Optional.empty()),
                Severity.WARN));
  }

  @Test
  void fillsInWhatTheAuthorLeavesOut() {
    PipelineDefinition pipeline =
        parser.parse(
            """
            apiVersion: penstock/v1
            name: small
            streams:
              s:
                source: { connection: files, format: csv }
                outputs:
                  out: { connection: warehouse, table: silver.out }
            models:
              sums: { sql: "-- all\\n(SELECT 1)" }
            """);

    StreamDefinition stream = at(pipeline.streams(), "s");
    assertThat(pipeline.description()).isEmpty();
    assertThat(pipeline.checks()).isEmpty();
    assertThat(stream.bronze()).isEmpty();
    assertThat(stream.lookups()).isEmpty();
    assertThat(stream.steps()).isEmpty();
    assertThat(at(stream.outputs(), "out").mode()).isEqualTo(LoadMode.REPLACE);
    assertThat(at(stream.outputs(), "out").key()).isEmpty();
    assertThat(at(pipeline.models(), "sums").table()).hasToString("gold.sums");
    assertThat(at(pipeline.models(), "sums").materialized()).isEqualTo(Materialized.TABLE);
    assertThat(at(pipeline.models(), "sums").indexes()).isEmpty();
  }

  @Test
  void readsJsonLikeYaml() throws IOException {
    String json =
        new YAMLMapper().readTree(BrokenDocuments.SOUND).toPrettyString().replace("  ", "\t");

    assertThat(parser.parse("\uFEFF" + json)).isEqualTo(parser.parse(BrokenDocuments.SOUND));
  }

  @Test
  void keepsTheAuthorsOrderOfColumns() {
    PipelineDefinition pipeline =
        parser.parse(
            BrokenDocuments.SOUND.replace("{ big: amount > 100 }", "{ z: \"1\", a: z, m: a }"));

    Derive derive = (Derive) at(pipeline.streams(), "orders").steps().get(3);
    assertThat(derive.expressions().keySet()).containsExactly("z", "a", "m");
  }

  @Test
  void putsModelsBehindThoseThatTheyRead() {
    PipelineDefinition pipeline =
        parser.parse(
            BrokenDocuments.SOUND.replace(
                "models:\n",
                """
                models:
                  last: { sql: "SELECT * FROM {ref:middle} JOIN {ref:totals} USING (n)" }
                  middle: { sql: "WITH t AS (SELECT * FROM {ref:totals}) SELECT * FROM t" }
                  free: { sql: "SELECT '{x}' FROM {ref:orders}" }
                """));

    assertThat(pipeline.models().keySet()).containsExactly("totals", "middle", "last", "free");
    assertThat(pipeline.modelGraph())
        .containsEntry("totals", Set.of())
        .containsEntry("middle", Set.of("totals"))
        .containsEntry("last", Set.of("middle", "totals"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text | varchar",
        "varchar | varchar",
        "decimal( 12 , 2 ) | decimal(12,2)",
        "decimal(9) | decimal(9,0)",
        "decimal | decimal",
        "timestamptz | timestamptz",
      })
  void writesTypesInOneForm(String written, String kept) {
    PipelineDefinition pipeline =
        parser.parse(BrokenDocuments.SOUND.replace("decimal(12,2)", written));

    assertThat(at(pipeline.streams(), "orders").steps().get(2))
        .isEqualTo(new Cast(Map.of("amount", kept)));
  }

  @Test
  void readsTheExample() throws IOException {
    PipelineDefinition pipeline = parser.parse(example());

    assertThat(pipeline.name()).isEqualTo("birdstrikes");
    assertThat(at(pipeline.streams(), "strikes").steps())
        .extracting(StepDefinition::name)
        .containsExactly("rename", "derive", "cast", "validate", "sql");
    assertThat(pipeline.models().keySet()).containsExactly("strikes_by_month");
    assertThat(pipeline.checks()).hasSize(3);
  }

  private static <V> V at(Map<String, V> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  /** The example that is shipped with the project; tests run in their module's folder. */
  static String example() throws IOException {
    return Files.readString(Path.of("..", "examples", "birdstrikes.yaml"));
  }
}

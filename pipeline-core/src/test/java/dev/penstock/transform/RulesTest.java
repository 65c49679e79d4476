package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.filter;
import static dev.penstock.transform.Fixture.validate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Warning;
import dev.penstock.definition.Demand;
import dev.penstock.definition.Severity;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Rule;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.error.PermanentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules of {@code validate}: what breaks them, how it is told, who goes on. */
class RulesTest {
  private static final Schema SCHEMA = Fixture.schema("id", "value");

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  private record Seen(List<String> passed, List<RejectedRecord> rejects, List<Warning> warnings) {
    List<String> messages() {
      return rejects.stream().map(RejectedRecord::message).toList();
    }

    List<String> rules() {
      return rejects.stream().map(RejectedRecord::rule).toList();
    }
  }

  /** Values one after the other, the identities a, b, c … beside them. */
  private Seen run(List<@Nullable String> values, StepDefinition... steps) {
    return run(Fixture.stream(steps), values);
  }

  private Seen run(StreamDefinition stream, List<@Nullable String> values) {
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      rows.add(new @Nullable String[] {Character.toString('a' + i % 26), values.get(i)});
    }
    try (VectorSchemaRoot batch = fixture.batch(SCHEMA, rows);
        StreamTransformer transformer =
            StreamTransformer.open(
                stream,
                Fixture.PATH,
                SCHEMA,
                Fixture.NO_LOOKUPS,
                Limits.DEFAULT,
                fixture.allocator);
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(result.counts().difference()).isZero();
      return new Seen(
          Fixture.texts(result.rows()).stream().map(row -> String.valueOf(row.getFirst())).toList(),
          result.rejects(),
          result.warnings());
    }
  }

  private static List<@Nullable String> values(@Nullable String... values) {
    return Stream.of(values).collect(Collectors.toCollection(ArrayList::new));
  }

  private static StepDefinition rules(Rule... rules) {
    return new StepDefinition.Validate(List.of(rules));
  }

  private static Rule rule(Demand demand) {
    return new Rule("", demand, Severity.REJECT);
  }

  private static Rule warns(Demand demand) {
    return new Rule("", demand, Severity.WARN);
  }

  private static Demand range(@Nullable String min, @Nullable String max) {
    return new Demand.Range("value", Optional.ofNullable(min), Optional.ofNullable(max));
  }

  private static Demand accepted(Object... values) {
    List<JsonNode> nodes = new ArrayList<>();
    for (Object value : values) {
      nodes.add(
          value instanceof Boolean truth
              ? JsonNodeFactory.instance.booleanNode(truth)
              : value instanceof Integer number
                  ? JsonNodeFactory.instance.numberNode(number)
                  : value instanceof Double number
                      ? JsonNodeFactory.instance.numberNode(number)
                      : JsonNodeFactory.instance.textNode(value.toString()));
    }
    return new Demand.AcceptedValues("value", nodes);
  }

  private static Demand schema(String json) {
    try {
      return new Demand.JsonSchema("value", (ObjectNode) new ObjectMapper().readTree(json));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void notNullDemandsAValue() {
    Seen seen = run(values("x", null), rules(rule(new Demand.NotNull(List.of("ID", "Value")))));

    assertThat(seen.passed()).containsExactly("a");
    assertThat(seen.rules()).containsExactly("value is not null");
    assertThat(seen.messages()).containsExactly("value is NULL; expected a value");
    assertThat(seen.rejects().getFirst().errorClass()).isEqualTo(ErrorClass.RULE);
    assertThat(seen.rejects().getFirst().step()).isEqualTo("steps[0].validate");
    assertThat(seen.rejects().getFirst().place()).isEqualTo("file.csv:3");
  }

  @Test
  void aRuleBearsItsAuthorsWords() {
    Seen seen =
        run(
            values("x", null),
            rules(
                new Rule(
                    "all is there", new Demand.NotNull(List.of("id", "value")), Severity.REJECT)));

    assertThat(seen.rules()).containsExactly("all is there");
    assertThat(seen.messages()).containsExactly("value is NULL; expected a value");
  }

  @Test
  void aRangeHasInclusiveBoundsAndLetsNullPass() {
    Seen seen =
        run(
            values("0", "100", "-0.01", "100.01", null, "50"),
            cast("value", "decimal(12,2)"),
            rules(rule(range("0", "100"))));

    assertThat(seen.passed()).containsExactly("a", "b", "e", "f");
    assertThat(seen.rules()).containsOnly("value between 0 and 100");
    assertThat(seen.messages())
        .containsExactly(
            "value: -0.01 is not between 0 and 100", "value: 100.01 is not between 0 and 100");
  }

  @Test
  void aBoundNeedNotBeOfTheColumnsType() {
    assertThat(
            run(values("1", "2", "3"), cast("value", "integer"), rules(rule(range("1.5", "2.5"))))
                .passed())
        .containsExactly("b");
    assertThat(
            run(
                    values("1", "99999999999999999999999999999999999999"),
                    cast("value", "hugeint"),
                    rules(rule(range("1e-300", "1e300"))))
                .passed())
        .containsExactly("a", "b");
    assertThat(
            run(
                    values("0.1", "0.2", "nan", "-inf"),
                    cast("value", "float"),
                    rules(rule(range(null, "0.1"))))
                .passed())
        .containsExactly("a", "d");
  }

  @Test
  void datesAndTimestampsHaveRanges() {
    Seen days =
        run(
            values("2020-01-01", "1999-12-31"),
            cast("value", "date"),
            rules(rule(range("2000-01-01", null))));
    assertThat(days.messages()).containsExactly("value: 1999-12-31 is not at least 2000-01-01");
    Seen times =
        run(
            values("2020-01-01 00:00:00", "2020-01-01 00:00:01"),
            cast("value", "timestamp"),
            rules(rule(range(null, "2020-01-01"))));
    assertThat(times.messages())
        .containsExactly("value: 2020-01-01 00:00:01 is not at most 2020-01-01");
    assertThat(
            run(
                    values("2020-01-01 10:00:00+00", "2020-01-01 13:00:00+02"),
                    cast("value", "timestamptz"),
                    rules(rule(range("2020-01-01T12:00:00+02:00", "2020-01-01T10:30:00Z"))))
                .passed())
        .containsExactly("a");
  }

  @Test
  void aPatternIsFoundAnywhereInTheText() {
    Seen seen =
        run(
            values("x@y", "nobody", null, "a@b@c"),
            rules(rule(new Demand.Pattern("value", "^[^@]+@[^@]+$"))));

    assertThat(seen.passed()).containsExactly("a", "c");
    assertThat(seen.rules()).containsOnly("value matches ^[^@]+@[^@]+$");
    assertThat(seen.messages().getFirst())
        .isEqualTo("value: 'nobody' does not match ^[^@]+@[^@]+$");
    assertThat(run(values("12345", "x"), rules(rule(new Demand.Pattern("value", "3")))).passed())
        .containsExactly("a");
  }

  @Test
  void aPatternTakesLinearTime() {
    Seen seen =
        run(
            values("a".repeat(30_000) + "!"),
            rules(
                rule(new Demand.Pattern("value", "^(a+)+$")),
                rule(schema("{'pattern': '^(a+)+$'}".replace('\'', '"')))));
    assertThat(seen.passed()).isEmpty();
  }

  @Test
  void acceptedValuesAreOfTheColumnsType() {
    Seen seen = run(values("NY", "ny", null, "it's"), rules(rule(accepted("NY", "TX", "it's"))));
    assertThat(seen.passed()).containsExactly("a", "c", "d");
    assertThat(seen.rules()).containsExactly("value is one of NY, TX, it's");
    assertThat(seen.messages()).containsExactly("value: 'ny' is not one of NY, TX, it's");
    assertThat(
            run(
                    values("1", "2.50", "3"),
                    cast("value", "decimal(9,2)"),
                    rules(rule(accepted(1, 2.5, 2.555))))
                .passed())
        .containsExactly("a", "b");
    assertThat(
            run(values("true", "false"), cast("value", "boolean"), rules(rule(accepted(true))))
                .passed())
        .containsExactly("a");
    assertThat(
            run(
                    values("2020-01-01", "2020-01-02"),
                    cast("value", "date"),
                    rules(rule(accepted("2020-01-02"))))
                .passed())
        .containsExactly("b");
    assertThat(run(values("2"), cast("value", "int"), rules(rule(accepted(2.5)))).passed())
        .isEmpty();
  }

  @Test
  void aDocumentFitsItsSchema() {
    Demand demand =
        schema(
            """
            {"type": "object", "required": ["price"],
             "properties": {"price": {"type": "number", "minimum": 0},
                            "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}}},
             "$defs": {"tag": {"type": "string", "pattern": "^[a-z]+$"}}}""");
    List<@Nullable String> documents =
        values(
            "{\"price\": 1, \"tags\": [\"a\", \"b\"]}",
            null,
            "{\"price\": \"1\"}",
            "{}",
            "{\"price\": 1, \"tags\": [\"a\", \"B\"]}",
            "{\"price\": ",
            "");
    for (StepDefinition[] steps :
        List.of(
            new StepDefinition[] {rules(rule(demand))},
            new StepDefinition[] {
              filter("id <> 'f' AND id <> 'g'"), cast("value", "json"), rules(rule(demand))
            })) {
      Seen seen = run(documents, steps);

      assertThat(seen.passed()).containsExactly("a", "b");
      assertThat(seen.rules()).containsOnly("value fits its JSON Schema");
      assertThat(seen.messages())
          .contains(
              "value: $.price string found, number expected, but is \"1\"",
              "value: $.tags[1] does not match the regex pattern ^[a-z]+$, but is \"B\"");
      assertThat(seen.rejects()).allMatch(reject -> reject.errorClass() == ErrorClass.RULE);
    }
    assertThat(run(documents, rules(rule(demand))).messages())
        .anyMatch(message -> message.startsWith("value: is not JSON: "));
  }

  @Test
  void aStructIsADocumentToo() {
    Seen seen =
        run(
            values("1", "x"),
            Fixture.derive("value", "{'n': try_cast(value AS int)}"),
            rules(rule(schema("{\"properties\": {\"n\": {\"type\": \"integer\"}}}"))));
    assertThat(seen.passed()).containsExactly("a");
  }

  @Test
  void theFirstBrokenRuleIsToldWhereverItRuns() {
    Demand short_ = new Demand.Pattern("value", "^..?.?$");
    Demand object = schema("{\"type\": \"array\"}");
    Rule check = new Rule("not x", "value <> '{x}'");
    List<@Nullable String> documents = values("[1]", "{x}", "{xyz}", "[12345]", "7");

    assertThat(run(documents, rules(rule(short_), rule(object), check)).rules())
        .containsExactly(
            "value matches ^..?.?$",
            "value matches ^..?.?$",
            "value fits its JSON Schema",
            "value fits its JSON Schema");
    assertThat(run(documents, rules(rule(object), check, rule(short_))).rules())
        .containsExactlyInAnyOrder(
            "value fits its JSON Schema",
            "value fits its JSON Schema",
            "value fits its JSON Schema",
            "value matches ^..?.?$");
    assertThat(run(documents, rules(check, rule(object))).rules())
        .containsExactlyInAnyOrder(
            "not x", "value fits its JSON Schema", "value fits its JSON Schema");
  }

  @Test
  void aRuleThatWarnsLetsTheRecordGoOnAndIsCounted() {
    List<@Nullable String> many =
        IntStream.range(0, 5_000)
            .mapToObj(i -> i % 5 == 0 ? null : "" + i)
            .collect(Collectors.toCollection(ArrayList::new));
    Seen seen =
        run(
            many,
            cast("value", "integer"),
            rules(
                warns(new Demand.NotNull(List.of("value"))),
                warns(range("10", "4000")),
                new Rule("is odd", new Demand.Check("value % 2 = 1"), Severity.WARN),
                new Rule(
                    "has an inverse",
                    new Demand.Check(
                        "error_unless(value) > 0"
                            .replace(
                                "error_unless(value)",
                                "CASE WHEN value = 77 THEN error('77!') ELSE 1 END")),
                    Severity.WARN),
                warns(
                    new Demand.JsonSchema(
                        "value", new ObjectMapper().createObjectNode().put("maximum", 4998)))));

    assertThat(seen.passed()).hasSize(5_000);
    assertThat(seen.rejects()).isEmpty();
    assertThat(seen.warnings())
        .containsExactly(
            new Warning(
                "steps[1].validate",
                "value is not null",
                1000,
                "file.csv:2",
                "value is NULL; expected a value"),
            new Warning(
                "steps[1].validate",
                "value between 10 and 4000",
                8 + 800,
                "file.csv:3",
                "value: 1 is not between 10 and 4000"),
            new Warning(
                "steps[1].validate",
                "is odd",
                2000,
                "file.csv:4",
                "value % 2 = 1 is false for value = 2"),
            new Warning(
                "steps[1].validate",
                "has an inverse",
                1,
                "file.csv:79",
                "CASE WHEN value = 77 THEN error('77!') ELSE 1 END > 0 raises an error for value ="
                    + " 77"),
            new Warning(
                "steps[1].validate",
                "value fits its JSON Schema",
                1,
                "file.csv:5001",
                "value: $ must have a maximum value of 4998, but is 4999"));
  }

  @Test
  void aRejectedRecordWarnsOnlyBeforeItsReject() {
    Seen seen =
        run(
            values("1", "2", "3"),
            cast("value", "integer"),
            rules(warns(range("2", null)), rule(range(null, "2")), warns(range(null, "1"))),
            filter("value > 2"));
    assertThat(seen.passed()).isEmpty();
    assertThat(seen.warnings())
        .extracting(Warning::rule, Warning::count)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("value at least 2", 1L),
            org.assertj.core.groups.Tuple.tuple("value at most 1", 1L));
  }

  @Test
  void rulesOfTheSourceComeFirst() {
    StreamDefinition plain = Fixture.stream(cast("value", "integer"));
    StreamDefinition stream =
        new StreamDefinition(
            plain.source(),
            plain.bronze(),
            plain.lookups(),
            List.of(rule(new Demand.Pattern("value", "^\\d+$"))),
            plain.steps(),
            Map.of(),
            Optional.empty());

    Seen seen = run(stream, values("1", "x", "99999999999"));

    assertThat(seen.passed()).containsExactly("a");
    assertThat(seen.rejects())
        .extracting(RejectedRecord::step)
        .containsExactly("source.validate", "steps[0].cast");
  }

  @Test
  void whatDoesNotSuitItsColumnIsRefusedWithItsPlace() {
    assertRefused("[0].range.column: The column value is VARCHAR; 1", rule(range("1", null)));
    assertRefused(
        "[0].range.column: There is no column nope",
        rule(new Demand.Range("nope", Optional.of("1"), Optional.empty())));
    assertRefused(
        "[0].not_null[1]: There is no column nope",
        rule(new Demand.NotNull(List.of("id", "nope"))));
    assertRefused(
        "[0].pattern.regex: this is not a regular expression",
        rule(new Demand.Pattern("value", "(")));
    assertRefused(
        "[0].accepted_values.values[1]: The column value is VARCHAR; 1 cannot",
        rule(accepted("x", 1)));
    assertRefused(
        "[1].json_schema.column: There is no column nope",
        rule(new Demand.NotNull(List.of("id"))),
        rule(new Demand.JsonSchema("nope", new ObjectMapper().createObjectNode())));
    assertRefused(
        "[0].check: A rule that warns cannot call",
        new Rule("x", new Demand.Check("random() < 2"), Severity.WARN));
    for (Demand demand :
        List.of(
            range("1", null),
            range("2020-01-01 10:00", null),
            range("2020-02-30", null),
            accepted("2020-13-01"))) {
      assertThatThrownBy(
              () -> fixture.open(SCHEMA, cast("value", "date"), rules(rule(demand))).close())
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("streams.s.steps[1].validate[0].");
    }
  }

  private void assertRefused(String message, Rule... rules) {
    assertThatThrownBy(() -> fixture.open(SCHEMA, rules(rules)).close())
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("streams.s.steps[0].validate" + message);
  }

  @Test
  void aSchemaThatBranchesWithoutEndIsStoppedInTime() {
    Demand demand =
        schema(
            """
            {"anyOf": [{"properties": {"a": {"$ref": "#"}}, "required": ["no"]},
                       {"properties": {"a": {"$ref": "#"}}, "required": ["nor"]}]}""");
    String deep = "{\"a\":".repeat(150) + "1" + "}".repeat(150);
    Limits tight = new Limits(64, Duration.ofSeconds(5), 10);
    try (VectorSchemaRoot batch =
            fixture.batch(SCHEMA, List.<@Nullable String[]>of(new String[] {"a", deep}));
        StreamTransformer transformer = fixture.open(SCHEMA, tight, rules(rule(demand)))) {
      assertThatThrownBy(() -> transformer.apply(batch, "f").close())
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("streams.s.steps[0].validate[0].json_schema")
          .hasMessageContaining("took too long");
    }
  }

  @Test
  void theOldFormStillTellsItsCheck() {
    assertThat(run(values("1"), validate("r", " value = '2' ")).messages())
        .containsExactly("value = '2' is false for value = 1");
  }
}

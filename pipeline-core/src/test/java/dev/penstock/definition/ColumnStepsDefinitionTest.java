package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.penstock.definition.StepDefinition.Cast;
import dev.penstock.definition.StepDefinition.Flatten;
import dev.penstock.definition.StepDefinition.Lookup;
import dev.penstock.definition.StepDefinition.Mask;
import dev.penstock.definition.StepDefinition.Masking;
import dev.penstock.definition.StepDefinition.Miss;
import dev.penstock.definition.StepDefinition.Sample;
import dev.penstock.definition.StepDefinition.Split;
import dev.penstock.definition.catalog.DefinitionSchema;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps that change columns and records, as an author writes them; parser and schema agree. */
class ColumnStepsDefinitionTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(DefinitionSchema.generate(List.of()));

  static Stream<Arguments> sound() {
    return Stream.of(
        Arguments.of(
            "cast: { n: integer, day: { type: date, format: '%d.%m.%Y' }, at: { type: timestamp,"
                + " format: ['%Y-%m-%d %H:%M', '%-d/%-m/%y'] } }",
            new Cast(
                Map.of("n", "integer", "day", "date", "at", "timestamp"),
                Map.of("day", List.of("%d.%m.%Y"), "at", List.of("%Y-%m-%d %H:%M", "%-d/%-m/%y")))),
        Arguments.of("flatten: items", new Flatten("items", "", Map.of(), false)),
        Arguments.of(
            "flatten: { column: items, as: item_, fields: { sku: text, n: integer }, keep_empty:"
                + " true }",
            new Flatten("items", "item_", Map.of("sku", "varchar", "n", "integer"), true)),
        Arguments.of(
            "lookup: { from: airports, on: { code: iata }, take: [city, lat] }",
            new Lookup(
                "airports",
                Map.of("code", "iata"),
                Map.of("city", "city", "lat", "lat"),
                Miss.KEEP,
                Map.of())),
        Arguments.of(
            "lookup: { from: airports, on: { code: iata }, take: { town: city }, on_miss: keep,"
                + " default: { town: \"'unknown'\" } }",
            new Lookup(
                "airports",
                Map.of("code", "iata"),
                Map.of("town", "city"),
                Miss.KEEP,
                Map.of("town", "'unknown'"))),
        Arguments.of(
            "lookup: { from: airports, on: { code: iata }, take: [city], on_miss: reject }",
            new Lookup(
                "airports", Map.of("code", "iata"), Map.of("city", "city"), Miss.REJECT, Map.of())),
        Arguments.of("sample: { every: 10, seed: 3 }", new Sample(1, 10, List.of(), 3)),
        Arguments.of(
            "split: { by: [id], stratify: [label], train: 0.8, test: 0.2 }",
            new Split("split", List.of("id"), List.of("label"), 0.8, 0, 0.2, 0)),
        Arguments.of("mask: { email: hash }", new Mask(Map.of("email", Masking.HASH))));
  }

  @ParameterizedTest
  @MethodSource("sound")
  void readsWhatAnAuthorWrites(String step, StepDefinition expected) throws IOException {
    String document = document(step);

    assertThat(schemaAccepts(document)).isTrue();
    assertThat(new DefinitionParser().parse(document).stream("s").steps())
        .containsExactly(expected);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        form("cast: { d: { type: date } }", "cast.d.format: is missing"),
        form("cast: { d: { type: integer, format: '%d' } }", "cast.d.type: A `integer` has no"),
        form("cast: { d: { type: date, format: dd } }", "cast.d.format: `dd` says nothing"),
        meaning("cast: { d: { type: date, format: '%d.%Q' } }", "cast.d.format: `%Q` is no part"),
        meaning("cast: { d: { type: date, format: ['%d', '%'] } }", "format[1]: `%` is no part"),
        form("cast: { d: { type: date, format: [] } }", "at least 1"),
        form("cast: { d: { typ: date, format: '%d' } }", "Did you mean `type`"),
        form("flatten: _place", "flatten: Column names that start like"),
        form("flatten: [items]", "flatten: is a list"),
        form("flatten: { as: x }", "flatten.column: is missing"),
        form("flatten: { column: x, fields: { a: nonsense } }", "fields.a: `nonsense` is not"),
        form("flatten: { column: x, keep_empty: yes please }", "keep_empty: is a text"),
        meaning("flatten: { column: x, fields: { a: text, A: text } }", "would be the same column"),
        meaning(
            "lookup: { from: airprots, on: { a: b }, take: [c] }",
            "lookup.from: The stream has no look-up `airprots`. Did you mean `airports`?"),
        form("lookup: { from: airports, take: [c] }", "lookup.on: is missing"),
        form("lookup: { from: airports, on: { a: b } }", "lookup.take: is missing"),
        form("lookup: { from: airports, on: {}, take: [c] }", "on: is empty"),
        form("lookup: { from: airports, on: { _place: b }, take: [c] }", "kept for Penstock"),
        form(
            "lookup: { from: airports, on: { a: b }, take: [c], on_miss: rejct }",
            "Did you mean `reject`?"),
        meaning(
            "lookup: { from: airports, on: { a: b }, take: [c], default: { d: \"1\" } }",
            "default.d: `d` is no column that the step takes"),
        meaning(
            "lookup: { from: airports, on: { a: b }, take: [c], on_miss: reject, default: { c: "
                + "\"1\" } }",
            "rejects the records that would get it"),
        form("sample: { every: 0 }", "every: is 0"),
        form("sample: { every: 5, ratio: 0.5 }", "exactly one of `ratio` and `every`"),
        form("sample: { every: 5, by: [a] }", "`by` goes with `ratio`"),
        form("split: { by: [id], stratify: [], train: 1 }", "stratify: is empty"),
        form("mask: { a: hsh }", "Did you mean `hash`?"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void tellsWhatIsWrong(String step, String says, boolean form) throws IOException {
    String document = document(step);

    PermanentException e =
        catchThrowableOfType(
            PermanentException.class, () -> new DefinitionParser().parse(document));

    assertThat(e).as(step).isNotNull();
    assertThat(e.problems().stream().map(Problem::text))
        .as(step)
        .anyMatch(text -> text.contains(says));
    assertThat(schemaAccepts(document)).as("schema: " + step).isEqualTo(!form);
  }

  @Test
  void aStreamWithoutLookupsSaysWhereTheyGo() {
    String document =
        document("lookup: { from: airports, on: { a: b }, take: [c] }")
            .replaceAll("(?m)^.*lookups:.*\n", "");

    assertThat(
            catchThrowableOfType(
                    PermanentException.class, () -> new DefinitionParser().parse(document))
                .problems()
                .getFirst()
                .advice())
        .contains("under `lookups` of the stream");
  }

  private static Arguments form(String step, String says) {
    return Arguments.of(step, says, true);
  }

  private static Arguments meaning(String step, String says) {
    return Arguments.of(step, says, false);
  }

  private static boolean schemaAccepts(String document) throws IOException {
    JsonNode json = new YAMLMapper().readTree(document);
    return SCHEMA.validate(json).isEmpty();
  }

  private static String document(String step) {
    return """
    apiVersion: penstock/v1
    name: small
    streams:
      s:
        source: { connection: files, format: csv }
        lookups: { airports: { connection: files, format: csv } }
        steps:
          - %s
        outputs:
          out: { connection: warehouse, table: silver.out }
    """
        .formatted(step);
  }
}

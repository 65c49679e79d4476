package dev.penstock.definition.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Crop;
import dev.penstock.definition.StepDefinition.Fit;
import dev.penstock.definition.StepDefinition.Image;
import dev.penstock.definition.StepDefinition.ImageFormat;
import dev.penstock.definition.StepDefinition.Java;
import dev.penstock.definition.StepDefinition.Size;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code java} and {@code image} as the parser reads them and the schema describes them. */
class PictureAndJavaStepsTest {
  private static final String DOCUMENT =
      """
      apiVersion: penstock/v1
      name: p
      streams:
        s:
          source: { connection: files, path: a.csv, format: csv }
          steps:
            - %s
          outputs:
            o: { connection: warehouse, table: silver.o }
      """;
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(DefinitionSchema.generate(List.of()));

  @Test
  void readsAJavaStepInItsShortAndItsLongForm() throws IOException {
    assertThat(read("java: sentiment"))
        .isEqualTo(new Java("sentiment", Map.of(), JsonNodeFactory.instance.objectNode()));
    assertThat(
            read(
                "java: { step: a.b-c, columns: { score: double, raw: binary, t: text },"
                    + " options: { n: 1, deep: { list: [x] } } }"))
        .isInstanceOfSatisfying(
            Java.class,
            step -> {
              assertThat(step.step()).isEqualTo("a.b-c");
              assertThat(step.columns())
                  .isEqualTo(Map.of("score", "double", "raw", "binary", "t", "varchar"));
              assertThat(step.options().at("/deep/list/0").asText()).isEqualTo("x");
            });
  }

  @Test
  void readsAnImageStepAndFillsInWhatIsLeftOut() throws IOException {
    assertThat(
            read(
                "image: { column: c, as: t, crop: { x: 1, y: 2, width: 3, height: 4 }, resize: {"
                    + " width: 5, height: 6, fit: cover }, grayscale: true, normalise: true,"
                    + " encode: jpeg, facts: { width: w, height: h, format: f } }"))
        .isEqualTo(
            new Image(
                "c",
                "t",
                Optional.of(new Crop(1, 2, 3, 4)),
                Optional.of(new Size(5, 6, Fit.COVER)),
                true,
                true,
                Optional.of(ImageFormat.JPEG),
                Map.of("width", "w", "height", "h", "format", "f")));
    assertThat(
            read(
                "image: { column: c, crop: { width: 3, height: 4 }, resize: { width: 5, height: 6 } }"))
        .isEqualTo(
            new Image(
                "c",
                "",
                Optional.of(new Crop(0, 0, 3, 4)),
                Optional.of(new Size(5, 6, Fit.CONTAIN)),
                false,
                false,
                Optional.empty(),
                Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0000',
      value = {
        "java: '../x'                                | java               | bad-name         | names a Java step",
        "java: [a]                                   | java               | wrong-type       | a text that names a Java step",
        "java: { columns: { a: double } }            | java.step          | missing-field    | Name of the step",
        "java: { step: a, column: { a: double } }    | java.column        | unknown-field    | Did you mean `columns`?",
        "java: { step: a, columns: { a: duoble } }   | java.columns.a     | unknown-type     | Did you mean `double`?",
        "java: { step: a, columns: { _place: text } }| java.columns._place | reserved-name   | kept for Penstock",
        "java: { step: a, options: [x] }             | java.options       | wrong-type       | a map of option to value",
        "image: { resize: { width: 5, height: 6 } }  | image.column       | missing-field    | Holds the pictures",
        "image: { column: c, resise: {} }            | image.resise       | unknown-field    | Did you mean `resize`?",
        "image: { column: c, resize: { width: 0, height: 6 } }  | image.resize.width | out-of-range | from 1 to 10000",
        "image: { column: c, resize: { width: 5 } }  | image.resize.height | missing-field   | missing",
        "image: { column: c, crop: { x: -1, width: 5, height: 5 } } | image.crop.x | wrong-type | not negative",
        "image: { column: c, resize: { width: 5, height: 5, fit: fill } } | image.resize.fit | unknown-fit | contain, cover, stretch",
        "image: { column: c, encode: webp }          | image.encode       | unknown-format   | png, jpeg",
        "image: { column: c, grayscale: 1 }          | image.grayscale    | wrong-type       | true or false",
        "image: { column: c, facts: { widht: w } }   | image.facts.widht  | unknown-field    | Did you mean `width`?",
        "image: { column: c, facts: { width: _place } } | image.facts.width | reserved-name | kept for Penstock",
      })
  void tellsAMistakeWithItsPlaceAndTheSchemaRefusesItToo(
      String step, String where, String code, String says) throws IOException {
    PermanentException e =
        catchThrowableOfType(
            PermanentException.class, () -> new DefinitionParser().parse(DOCUMENT.formatted(step)));

    assertThat(e.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.where()).isEqualTo("streams.s.steps[0]." + where);
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.text()).contains(says);
            });
    assertThat(refusedBySchema(step)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0000',
      value = {
        "java: { step: a, columns: { a: double, A: text } } | java.columns.A | duplicate-column",
        "image: { column: c, facts: { width: n, height: N } } | image.facts.height | duplicate-column",
        "image: { column: c, as: w, facts: { width: W } } | image | duplicate-column",
        "image: { column: c, resize: { width: 10000, height: 9000 } } | image.resize | too-large",
      })
  void tellsWhatNoSchemaSees(String step, String where, String code) {
    PermanentException e =
        catchThrowableOfType(
            PermanentException.class, () -> new DefinitionParser().parse(DOCUMENT.formatted(step)));

    assertThat(e.problem().where()).isEqualTo("streams.s.steps[0]." + where);
    assertThat(e.problem().code()).isEqualTo(code);
  }

  private static StepDefinition read(String step) throws IOException {
    assertThat(refusedBySchema(step)).as("refused by the schema").isFalse();
    return new DefinitionParser().parse(DOCUMENT.formatted(step)).stream("s").steps().getFirst();
  }

  private static boolean refusedBySchema(String step) throws IOException {
    return !SCHEMA.validate(new YAMLMapper().readTree(DOCUMENT.formatted(step))).isEmpty();
  }
}

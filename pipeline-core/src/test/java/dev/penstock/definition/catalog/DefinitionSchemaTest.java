package dev.penstock.definition.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.penstock.definition.BrokenDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionSchemaTest {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final String SOURCE = "source: { connection: files, path: orders.csv, format: csv";

  private final ObjectNode generated =
      DefinitionSchema.generate(List.of(Specs.CSV, Specs.QUERY, Specs.INLINE));
  private final Schema schema = REGISTRY.getSchema(generated);

  static List<BrokenDocuments.Broken> wrongForms() {
    return BrokenDocuments.all().stream().filter(BrokenDocuments.Broken::form).toList();
  }

  @Test
  void isAValidSchemaItself() {
    Schema meta =
        REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    assertThat(meta.validate(generated)).isEmpty();
  }

  @Test
  void acceptsASoundDefinition() throws IOException {
    assertThat(errors(BrokenDocuments.SOUND)).isEmpty();
  }

  @Test
  void acceptsTheExample() throws IOException {
    assertThat(errors(Files.readString(Path.of("..", "examples", "birdstrikes.yaml")))).isEmpty();
  }

  @Test
  void wantsOutputsOrABranch() throws IOException {
    String text = Files.readString(Path.of("..", "examples", "flights-by-route.yaml"));
    Schema open = REGISTRY.getSchema(DefinitionSchema.generate(List.of()));

    assertThat(open.validate(tree(text))).isEmpty();
    assertThat(open.validate(tree(text.replace("- branch:", "- brnch:")))).isNotEmpty();
    assertThat(open.validate(tree(text.replace("delay: desc", "delay: down")))).isNotEmpty();
    assertThat(open.validate(tree(text.replace("output: {", "outputs: {")))).isNotEmpty();
    assertThat(errors(BrokenDocuments.SOUND.replaceAll("(?s)    outputs:.*?models", "models")))
        .isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("wrongForms")
  void refusesWhatTheParserRefusesForItsForm(BrokenDocuments.Broken broken) throws IOException {
    assertThat(errors(broken.text())).as(broken.text()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source: { connection: files, format: csv",
        "source: { path: x, format: csv",
        "source: { format: inline, about: { size: big }",
        "source: { format: inline, about: { sice: 1 }",
        "source: { format: inline, words: [a]",
        "source: { connection: files, path: x, format: cvs",
        "source: { connection: files, path: x, format: csv, pth: y",
        "source: { connection: files, path: x, format: csv, from: y",
        "source: { connection: files, path: 5, format: csv",
        "source: { connection: files, path: x, format: csv, header: 1",
        "source: { connection: files, path: x, format: csv, skip: two",
        "source: { connection: files, path: x, format: csv, columns: a",
        "source: { connection: files, path: x, format: csv, compression: gz",
      })
  void refusesOptionsThatTheConnectorDoesNotTake(String source) throws IOException {
    assertThat(errors(BrokenDocuments.SOUND.replace(SOURCE, source))).isNotEmpty();
  }

  @Test
  void acceptsTheOptionsOfTheConnector() throws IOException {
    String options = ", header: false, skip: 2, columns: [a], compression: gzip";

    assertThat(errors(BrokenDocuments.SOUND.replace(SOURCE, SOURCE + options))).isEmpty();
  }

  @Test
  void describesEveryFieldAndOptionForEditors() {
    generated
        .findParents("properties")
        .forEach(
            object ->
                object
                    .get("properties")
                    .properties()
                    .forEach(
                        field -> {
                          // Conditions repeat fields without describing them.
                          if (!field.getValue().has("const")
                              && !field.getValue().has("contains")
                              && !field.getValue().has("maxItems")
                              && !field.getValue().has("minItems")) {
                            assertThat(field.getValue().path("description").asText())
                                .as(field.getKey())
                                .isNotBlank();
                          }
                        }));
  }

  @Test
  void allowsAnyOptionWhereNoConnectorIsKnown() throws IOException {
    Schema open = REGISTRY.getSchema(DefinitionSchema.generate(List.of()));

    assertThat(open.validate(tree(BrokenDocuments.SOUND.replace(SOURCE, SOURCE + ", any: [1]"))))
        .isEmpty();
  }

  private List<Error> errors(String text) throws JsonProcessingException {
    return schema.validate(tree(text));
  }

  private static JsonNode tree(String text) throws JsonProcessingException {
    return new YAMLMapper().readTree(text);
  }
}

package dev.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.catalog.DefinitionSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The JSON Schema in the documents is the one that the code generates. {@code mvn
 * -Dpenstock.docs.write=true} writes it anew.
 */
class PublishedSchemaTest {
  private static final Path FILE = Path.of("..", "docs", "reference", "pipeline.schema.json");

  @Test
  void theSchemaInTheDocumentsIsTheGeneratedOne() throws IOException {
    String generated =
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(DefinitionSchema.generate(Connectors.sourceSpecs()))
            + "\n";
    if (Boolean.getBoolean("penstock.docs.write")) {
      Files.writeString(FILE, generated);
    }
    assertThat(FILE)
        .as("run: mvn -pl pipeline-connectors -am test -Dpenstock.docs.write=true")
        .content()
        .isEqualTo(generated);
  }
}

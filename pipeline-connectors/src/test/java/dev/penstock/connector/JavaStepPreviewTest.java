package dev.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.connectors.Connectors;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.preview.Previews;
import dev.penstock.preview.StreamPreview;
import dev.penstock.source.Sources;
import dev.penstock.transform.Limits;
import dev.penstock.transform.MaskKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class JavaStepPreviewTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  @Test
  void aPreviewEndsInFrontOfAStepInJavaAndSaysSo() throws IOException {
    PipelineDefinition pipeline =
        new DefinitionParser()
            .parse(Files.readString(EXAMPLES.resolve("java-step").resolve("reviews.yaml")));
    Connections connections =
        new Connections(
            List.of(
                new Connection(
                    "examples", "files", Map.of("root", EXAMPLES.resolve("data").toString()))));
    try (BufferAllocator allocator = new RootAllocator()) {
      StreamPreview preview =
          Objects.requireNonNull(
              new Previews(
                      new Sources(Connectors.sources(allocator), connections),
                      MaskKey.NONE,
                      Limits.DEFAULT,
                      allocator)
                  .of(pipeline, 5, Cancellation.NEVER)
                  .get("reviews"));

      assertThat(preview.problems()).isEmpty();
      assertThat(preview.rows()).hasSize(5);
      assertThat(preview.rows().getFirst()).contains("\"id\":1,").doesNotContain("score");
      assertThat(preview.notes())
          .contains(
              "The preview ends in front of streams.reviews.steps[1].java: steps in Java run in the"
                  + " transformer only.");
    }
  }
}

package dev.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.connectors.Connectors;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sources and look-ups of the examples are read without a reject. */
class FileExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  @ParameterizedTest
  @CsvSource({"penguins, 344", "penguin_lines, 344", "flights, 23376"})
  void anExamplesSourcesGiveAllTheirRecords(String name, int records) throws IOException {
    PipelineDefinition pipeline =
        new DefinitionParser().parse(Files.readString(EXAMPLES.resolve(name + ".yaml")));
    try (BufferAllocator allocator = new RootAllocator()) {
      Connection connection =
          new Connection("examples", "files", Map.of("root", EXAMPLES.resolve("data").toString()));
      Sources sources =
          new Sources(Connectors.sources(allocator), new Connections(List.of(connection)));
      int read = 0;
      for (var stream : pipeline.streams().values()) {
        read += read(sources, stream.source());
        for (SourceDefinition lookup : stream.lookups().values()) {
          read += read(sources, lookup);
        }
      }

      assertThat(read).isEqualTo(records);
    }
  }

  private static int read(Sources sources, SourceDefinition definition) {
    Source source = sources.open(definition, "source");
    SourcePlan plan = source.plan(PlanRequest.full("r"), Cancellation.NEVER);
    int rows = 0;
    for (Split split : plan.splits()) {
      try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
        for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
          assertThat(batch.rejects()).isEmpty();
          rows += batch.rows().getRowCount();
        }
      }
    }
    return rows;
  }
}

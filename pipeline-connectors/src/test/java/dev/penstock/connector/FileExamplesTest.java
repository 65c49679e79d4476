package dev.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.connectors.Connectors;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.catalog.ConnectionCatalog;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples that read files are valid, and their steps take every record of the data. */
class FileExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Connections CONNECTIONS =
      new Connections(
          List.of(
              new Connection(
                  "examples", "files", Map.of("root", EXAMPLES.resolve("data").toString())),
              new Connection("lake", "files", Map.of("root", "lake", "writable", "true")),
              new Connection("warehouse", "postgresql", Map.of()),
              new Connection("duck", "duckdb", Map.of())));

  @ParameterizedTest
  @CsvSource({
    "strikes-by-year, strikes, 463, 1691, cost_total",
    "strikes-partitioned, strikes, 10000, 10000, cost_total",
    "strike-marts, strikes, 463, 1691, cost_total",
    "airports-fixed, airports, 279, 279, latitude",
    "file-catalog, files, 3, 3, checksum",
    "penguins, penguins, 344, 344, sex",
    "to-files, penguins, 344, 344, sex",
    "to-duckdb, penguins, 344, 344, id",
    "penguin-lines, penguins, 344, 344, Sex",
    "flights, flights, 20000, 20000, destination_state",
    "flights-by-route, flights, 20000, 20000, departed_at",
    "pictures, pictures, 4, 4, thumbnail",
    "java-step/reviews, reviews, 12, 12, text"
  })
  void anExampleReadsItsData(
      String name, String stream, int firstRows, int allRows, String lastColumn)
      throws IOException {
    ConnectionCatalog catalog =
        new ConnectionCatalog(
            CONNECTIONS,
            Connectors.sourceSpecs(),
            Connectors.destinations().stream().map(DestinationConnector::spec).toList());
    PipelineDefinition pipeline =
        new DefinitionParser().parse(Files.readString(EXAMPLES.resolve(name + ".yaml")), catalog);

    try (BufferAllocator allocator = new RootAllocator()) {
      Sources sources = new Sources(Connectors.sources(allocator), CONNECTIONS);
      StreamPreview preview =
          Objects.requireNonNull(
              new Previews(sources, MaskKey.NONE, Limits.DEFAULT, allocator)
                  .of(pipeline, 100_000, Cancellation.NEVER)
                  .get(stream));

      assertThat(preview.problems()).isEmpty();
      assertThat(preview.rejects()).isEmpty();
      assertThat(preview.counts().read()).isEqualTo(firstRows);
      assertThat(preview.rows()).hasSize(Math.min(firstRows, 1_000));
      assertThat(preview.rows().getFirst()).contains("\"" + lastColumn + "\"");
      assertThat(allRows(sources, pipeline, stream)).isEqualTo(allRows);
    }
  }

  private static int allRows(Sources sources, PipelineDefinition pipeline, String stream) {
    Source source = sources.open(pipeline.stream(stream).source(), "streams." + stream + ".source");
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

package dev.penstock.connector.bronze;

import dev.penstock.batch.JsonValues;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.postgres.PostgresConnector;
import dev.penstock.connector.postgres.TestDatabase;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.Finish;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.source.Sources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A pipeline of one stream {@code s} over files in a folder, whose raw copy {@code bronze.s} is
 * made and read back through the real connectors.
 */
final class RawShop implements AutoCloseable {
  private final BufferAllocator allocator = new RootAllocator();
  private final Destination destination;
  private final Sources sources;
  private final List<SourceConnector> connectors;

  /** What a source gave: the records as JSON objects, with the places apart. */
  record Content(
      Schema schema,
      List<String> rows,
      List<String> places,
      List<RejectedRecord> rejects,
      List<String> notes,
      int splits) {}

  RawShop(TestDatabase database, Path folder) {
    destination = new PostgresConnector().open(database.connection());
    connectors = new ArrayList<>(Connectors.sources(allocator));
    connectors.add(Connectors.bronze(allocator));
    sources =
        new Sources(
            connectors,
            new Connections(
                List.of(
                    new Connection("inbox", "files", Map.of("root", folder.toString())),
                    database.connection())));
  }

  /**
   * @param source in YAML, in one line
   * @param output what is said of the output beside its table, in YAML
   */
  static PipelineDefinition pipeline(String source, String output) {
    return new DefinitionParser()
        .parse(
            """
            apiVersion: penstock/v1
            name: shop
            streams:
              s:
                source: %s
                bronze: { table: bronze.s }
                outputs:
                  out: { connection: warehouse, table: silver.out, %s }
            """
                .formatted(source, output));
  }

  Source source(PipelineDefinition pipeline) {
    return sources.open(pipeline.stream("s").source(), "streams.s.source");
  }

  Source bronze(PipelineDefinition pipeline) {
    SourceDefinition definition = BronzeConnector.definition(pipeline, "s");
    return sources.open(definition, "streams.s.bronze");
  }

  /** Plans and reads all. */
  Content read(Source source, String run) {
    SourcePlan plan = source.plan(PlanRequest.full(run), Cancellation.NEVER);
    Content content =
        new Content(
            plan.stream().schema(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            plan.notes(),
            plan.splits().size());
    for (Split split : plan.splits()) {
      try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
        for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
          add(content, batch);
        }
      }
    }
    connectors.forEach(connector -> connector.release(run));
    return content;
  }

  static void add(Content content, SourceBatch batch) {
    VectorSchemaRoot rows = batch.rows();
    for (int row = 0; row < rows.getRowCount(); row++) {
      content.rows().add(JsonValues.record(rows, row));
      content.places().add(String.valueOf(rows.getFieldVectors().getLast().getObject(row)));
    }
    content.rejects().addAll(batch.rejects());
  }

  /** Makes and publishes the raw copy of what the source gives, its splits in this order or not. */
  void copy(PipelineDefinition pipeline, String run, RunMode mode, boolean backwards) {
    RunWork work = stage(pipeline, run, mode, backwards);
    destination.publish(work);
    destination.clean(run, 1);
  }

  /** The same without the publish. */
  RunWork stage(PipelineDefinition pipeline, String run, RunMode mode, boolean backwards) {
    Source source = source(pipeline);
    SourcePlan plan = source.plan(PlanRequest.full(run), Cancellation.NEVER);
    for (Split split : backwards ? plan.splits().reversed() : plan.splits()) {
      long sequence = 0;
      try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
        for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
          load(pipeline, run, split, sequence++, batch.rows(), false);
        }
      }
      try (VectorSchemaRoot end = VectorSchemaRoot.create(plan.stream().schema(), allocator)) {
        load(pipeline, run, split, sequence, end, true);
      }
    }
    RunWork work = new RunWork(run, 1, mode, pipeline);
    if (!destination.audit(work, Cancellation.NEVER).passed()) {
      throw new AssertionError("the audit did not pass");
    }
    return work;
  }

  Destination destination() {
    return destination;
  }

  private void load(
      PipelineDefinition pipeline,
      String run,
      Split split,
      long sequence,
      VectorSchemaRoot rows,
      boolean end) {
    StreamDefinition stream = pipeline.stream("s");
    LoadTarget raw =
        LoadTarget.plain(
            StreamDefinition.BRONZE,
            stream.bronze().orElseThrow().table(),
            stream.loadMode(StreamDefinition.BRONZE),
            List.of(),
            Finish.NONE);
    LoadTarget out = LoadTarget.of(stream, "out", stream.loadMode("out"));
    for (LoadTarget target : List.of(raw, out)) {
      destination.load(
          new LoadBatch(
              new SplitId(run, "s", split.id()),
              1,
              sequence,
              target,
              split.origin(),
              "inbox",
              rows,
              end));
    }
  }

  @Override
  public void close() {
    destination.close();
    allocator.close();
  }
}

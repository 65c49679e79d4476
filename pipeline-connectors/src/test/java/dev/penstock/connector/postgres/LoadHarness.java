package dev.penstock.connector.postgres;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.SplitId;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Loads one output, {@code silver.things}, in short words. */
final class LoadHarness implements AutoCloseable {
  static final TableName TABLE = TableName.parse("silver.things");

  private final BufferAllocator allocator = new RootAllocator();
  private final Destination destination;
  private final Schema schema;
  private final List<String> key;
  private LoadMode keeps = LoadMode.REPLACE;
  private RunMode mode = RunMode.FULL;

  LoadHarness(Destination destination, Schema schema, String... key) {
    this.destination = destination;
    this.schema = schema;
    this.key = List.of(key);
  }

  /** The output adds to its table; the runs are of this mode from now on. */
  LoadHarness adding(RunMode runs) {
    keeps = LoadMode.APPEND;
    mode = runs;
    return this;
  }

  LoadResult load(
      String run, long sequence, List<? extends List<? extends @Nullable Object>> rows) {
    return load(run, 1, sequence, rows, false);
  }

  LoadResult end(String run, long sequence) {
    return load(run, 1, sequence, List.of(), true);
  }

  LoadResult load(
      String run,
      int epoch,
      long sequence,
      List<? extends List<? extends @Nullable Object>> rows,
      boolean end) {
    try (VectorSchemaRoot root = Vectors.rows(allocator, schema, rows)) {
      return destination.load(
          new LoadBatch(
              new SplitId(run, "things", "s0"),
              epoch,
              sequence,
              "things",
              TABLE,
              keeps,
              key,
              "things.csv",
              "shop",
              root,
              end));
    }
  }

  AuditResult audit(RunWork work) {
    return destination.audit(work, Cancellation.NEVER);
  }

  /** Loads everything in one batch and publishes it. */
  PublishResult publish(
      String run,
      Map<String, ModelDefinition> models,
      List<? extends List<? extends @Nullable Object>> rows) {
    load(run, 0, rows);
    end(run, 1);
    RunWork work = work(run, models, List.of());
    AuditResult audit = audit(work);
    if (!audit.passed()) {
      throw new AssertionError(audit.toString());
    }
    return destination.publish(work);
  }

  RunWork work(String run, Map<String, ModelDefinition> models, List<CheckDefinition> checks) {
    StreamDefinition stream =
        new StreamDefinition(
            new SourceDefinition("shop", "csv", JsonNodeFactory.instance.objectNode()),
            Optional.empty(),
            Map.of(),
            List.of(),
            Map.of("things", new OutputDefinition("warehouse", TABLE, keeps, key)));
    return new RunWork(
        run,
        1,
        mode,
        new PipelineDefinition(
            "things", "", Map.of("things", stream), new LinkedHashMap<>(models), checks));
  }

  @Override
  public void close() {
    allocator.close();
  }
}

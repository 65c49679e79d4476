package dev.penstock.connector.duckdb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.SplitId;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadResult;
import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.Contract;
import dev.penstock.definition.Layout;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
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
final class Things implements AutoCloseable {
  private static final TableName TABLE = TableName.parse("silver.things");

  private final BufferAllocator allocator = new RootAllocator();
  private final Destination destination;
  private final LoadMode mode;
  private final Merging merging;
  private final Contract contract;
  private final List<String> key;
  private Schema schema;
  Map<String, ModelDefinition> models = Map.of();
  List<CheckDefinition> checks = List.of();

  Things(Destination destination, Schema schema, LoadMode mode, String... key) {
    this(destination, schema, mode, Optional.empty(), Contract.EVOLVE, key);
  }

  Things(
      Destination destination,
      Schema schema,
      LoadMode mode,
      Optional<String> order,
      Contract contract,
      String... key) {
    this.destination = destination;
    this.schema = schema;
    this.mode = mode;
    this.merging = new Merging(order, Optional.empty(), Merging.Missing.KEEP);
    this.contract = contract;
    this.key = List.of(key);
  }

  /** Later batches have these columns. */
  Things with(Schema columns) {
    schema = columns;
    return this;
  }

  LoadResult load(
      String run,
      String split,
      long sequence,
      List<? extends List<? extends @Nullable Object>> rows) {
    return load(run, split, sequence, rows, false);
  }

  LoadResult end(String run, String split, long sequence) {
    return load(run, split, sequence, List.of(), true);
  }

  private LoadResult load(
      String run,
      String split,
      long sequence,
      List<? extends List<? extends @Nullable Object>> rows,
      boolean end) {
    try (VectorSchemaRoot root = Vectors.rows(allocator, schema, rows)) {
      return destination.load(
          new LoadBatch(
              new SplitId(run, "things", split),
              1,
              sequence,
              LoadTarget.of(stream(), "things", mode),
              split + ".csv",
              "shop",
              root,
              end));
    }
  }

  /** Loads everything in one batch and publishes it. */
  PublishResult publish(String run, List<? extends List<? extends @Nullable Object>> rows) {
    load(run, "s0", 0, rows);
    end(run, "s0", 1);
    return publish(run);
  }

  PublishResult publish(String run) {
    AuditResult audit = destination.audit(work(run), Cancellation.NEVER);
    if (!audit.passed()) {
      throw new AssertionError(audit.toString());
    }
    return destination.publish(work(run));
  }

  RunWork work(String run) {
    return new RunWork(
        run,
        1,
        RunMode.INCREMENTAL,
        new PipelineDefinition(
            "things", "", Map.of("things", stream()), new LinkedHashMap<>(models), checks));
  }

  private StreamDefinition stream() {
    return new StreamDefinition(
        new SourceDefinition("shop", "csv", JsonNodeFactory.instance.objectNode()),
        Optional.empty(),
        Map.of(),
        List.of(),
        Map.of(
            "things",
            new OutputDefinition(
                "duck", TABLE, mode, key, merging, contract, Layout.PLAIN, List.of())));
  }

  @Override
  public void close() {
    allocator.close();
  }
}

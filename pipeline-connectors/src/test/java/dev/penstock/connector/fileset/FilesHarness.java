package dev.penstock.connector.fileset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.SplitId;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.PublishResult;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.Contract;
import dev.penstock.definition.Finish;
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

/** Loads one output, {@code silver.things} of the pipeline {@code things}, in short words. */
final class FilesHarness implements AutoCloseable {
  static final TableName TABLE = TableName.parse("silver.things");

  private final BufferAllocator allocator = new RootAllocator();
  private final LoadMode mode;
  private final List<String> key;
  private final Merging merging;
  private final Contract contract;
  private final Layout layout;
  private Map<String, ModelDefinition> models = Map.of();
  private List<CheckDefinition> checks = List.of();

  FilesHarness(
      LoadMode mode, List<String> key, Optional<String> order, Contract contract, Layout layout) {
    this.mode = mode;
    this.key = key;
    this.merging = new Merging(order, Optional.empty(), Merging.Missing.KEEP);
    this.contract = contract;
    this.layout = layout;
  }

  FilesHarness(LoadMode mode, String... key) {
    this(mode, List.of(key), Optional.empty(), Contract.EVOLVE, Layout.PLAIN);
  }

  FilesHarness model(String name, String sql) {
    models =
        Map.of(
            name,
            new ModelDefinition(
                new TableName("gold", name), ModelDefinition.Materialized.TABLE, sql, List.of()));
    return this;
  }

  FilesHarness checks(List<CheckDefinition> all) {
    checks = all;
    return this;
  }

  void load(
      Destination to,
      String run,
      long sequence,
      Schema schema,
      List<? extends List<? extends @Nullable Object>> rows,
      boolean end) {
    LoadTarget target =
        new LoadTarget("things", TABLE, mode, key, merging, contract, layout, false, Finish.NONE);
    try (VectorSchemaRoot root = Vectors.rows(allocator, schema, rows)) {
      to.load(
          new LoadBatch(
              new SplitId(run, "things", "s0"),
              1,
              sequence,
              target,
              "things.csv",
              "shop",
              root,
              end));
    }
  }

  /** Loads everything in two batches. */
  void load(
      Destination to,
      String run,
      Schema schema,
      List<? extends List<? extends @Nullable Object>> rows) {
    int half = rows.size() / 2;
    load(to, run, 0, schema, rows.subList(0, half), false);
    load(to, run, 1, schema, rows.subList(half, rows.size()), false);
    load(to, run, 2, schema, List.of(), true);
  }

  AuditResult audit(Destination to, String run) {
    return to.audit(work(run), Cancellation.NEVER);
  }

  PublishResult publish(
      Destination to,
      String run,
      Schema schema,
      List<? extends List<? extends @Nullable Object>> rows) {
    load(to, run, schema, rows);
    AuditResult audit = audit(to, run);
    if (!audit.passed()) {
      throw new AssertionError(audit.toString());
    }
    return to.publish(work(run));
  }

  RunWork work(String run) {
    StreamDefinition stream =
        new StreamDefinition(
            new SourceDefinition("shop", "csv", JsonNodeFactory.instance.objectNode()),
            Optional.empty(),
            Map.of(),
            List.of(),
            Map.of(
                "things",
                new OutputDefinition(
                    "lake", TABLE, mode, key, merging, contract, layout, List.of())));
    return new RunWork(
        run,
        1,
        RunMode.INCREMENTAL,
        new PipelineDefinition(
            "things", "", Map.of("things", stream), new LinkedHashMap<>(models), checks));
  }

  @Override
  public void close() {
    allocator.close();
  }
}

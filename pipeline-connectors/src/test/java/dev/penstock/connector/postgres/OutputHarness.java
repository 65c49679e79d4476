package dev.penstock.connector.postgres;

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

/** Loads one output, {@code silver.things}, whose columns and definition change from run to run. */
final class OutputHarness implements AutoCloseable {
  static final TableName TABLE = TableName.parse("silver.things");

  private final BufferAllocator allocator = new RootAllocator();
  private final Destination destination;
  private LoadMode mode = LoadMode.REPLACE;
  private RunMode runs = RunMode.FULL;
  private Contract contract = Contract.EVOLVE;
  private Layout layout = Layout.PLAIN;
  private List<String> key = List.of();
  private Map<String, ModelDefinition> models = Map.of();

  OutputHarness(Destination destination) {
    this.destination = destination;
  }

  /** Rows are added from now on. */
  OutputHarness adding() {
    mode = LoadMode.APPEND;
    runs = RunMode.INCREMENTAL;
    return this;
  }

  OutputHarness key(String... columns) {
    key = List.of(columns);
    return this;
  }

  OutputHarness contract(Contract is) {
    contract = is;
    return this;
  }

  OutputHarness indexes(List<List<String>> indexes) {
    layout = new Layout(indexes, layout.partition(), Optional.empty());
    return this;
  }

  OutputHarness partition(String by, Layout.@Nullable Span every) {
    layout =
        new Layout(
            layout.indexes(),
            Optional.of(new Layout.Partition(by, Optional.ofNullable(every))),
            Optional.empty());
    return this;
  }

  OutputHarness models(Map<String, ModelDefinition> of) {
    models = of;
    return this;
  }

  void load(
      String run,
      long sequence,
      Schema schema,
      List<? extends List<? extends @Nullable Object>> rows,
      boolean end) {
    try (VectorSchemaRoot root = Vectors.rows(allocator, schema, rows)) {
      StreamDefinition stream = work(run).pipeline().stream("things");
      var _ =
          destination.load(
              new LoadBatch(
                  new SplitId(run, "things", "s0"),
                  1,
                  sequence,
                  LoadTarget.of(stream, "things", mode),
                  "things.csv",
                  "shop",
                  root,
                  end));
    }
  }

  /** Loads everything in one batch and audits it. */
  RunWork stage(String run, Schema schema, List<? extends List<? extends @Nullable Object>> rows) {
    load(run, 0, schema, rows, false);
    load(run, 1, schema, List.of(), true);
    AuditResult audit = destination.audit(work(run), Cancellation.NEVER);
    if (!audit.passed()) {
      throw new AssertionError(audit.toString());
    }
    return work(run);
  }

  PublishResult publish(
      String run, Schema schema, List<? extends List<? extends @Nullable Object>> rows) {
    PublishResult result = destination.publish(stage(run, schema, rows));
    destination.clean(run, 1);
    return result;
  }

  RunWork work(String run) {
    OutputDefinition output =
        new OutputDefinition(
            "warehouse", TABLE, mode, key, Merging.BY_PLACE, contract, layout, List.of());
    StreamDefinition stream =
        new StreamDefinition(
            new SourceDefinition("shop", "csv", JsonNodeFactory.instance.objectNode()),
            Optional.empty(),
            Map.of(),
            List.of(),
            Map.of("things", output));
    return new RunWork(
        run,
        1,
        runs,
        new PipelineDefinition(
            "things", "", Map.of("things", stream), new LinkedHashMap<>(models), List.of()));
  }

  @Override
  public void close() {
    allocator.close();
  }
}

package dev.penstock.connector.postgres;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Columns;
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
import dev.penstock.definition.Contract;
import dev.penstock.definition.Layout;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StepDefinition;
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

/**
 * An output {@code silver.things(id, a, b, o, since)} with key {@code id}, kept in one of the
 * modes, in short words.
 */
final class ModeHarness implements AutoCloseable {
  static final TableName TABLE = TableName.parse("silver.things");
  static final Schema SCHEMA =
      schema(
          field("id", Vectors.BIGINT),
          field("a", Vectors.TEXT),
          field("b", Vectors.INT),
          field("o", Vectors.INT),
          field("since", Vectors.DATE),
          field(Columns.PLACE, Vectors.BIGINT));

  private final BufferAllocator allocator = new RootAllocator();
  private final Destination destination;
  private final LoadMode mode;
  private final Merging merging;
  private boolean lineage;
  private List<StepDefinition> steps = List.of();
  private Schema schema = SCHEMA;
  private Map<String, ModelDefinition> models = Map.of();

  ModeHarness(Destination destination, LoadMode mode, Merging merging) {
    this.destination = destination;
    this.mode = mode;
    this.merging = merging;
  }

  static Merging merging(@Nullable String order, @Nullable String validFrom, Merging.Missing what) {
    return new Merging(Optional.ofNullable(order), Optional.ofNullable(validFrom), what);
  }

  ModeHarness ending(StepDefinition step) {
    steps = List.of(step);
    return this;
  }

  /** Rows note where they came from. */
  ModeHarness noting(boolean where) {
    lineage = where;
    return this;
  }

  ModeHarness with(Schema other) {
    schema = other;
    return this;
  }

  ModeHarness with(Map<String, ModelDefinition> gold) {
    models = new LinkedHashMap<>(gold);
    return this;
  }

  LoadResult load(
      String run,
      String split,
      long sequence,
      List<? extends List<? extends @Nullable Object>> rows) {
    return load(run, 1, split, sequence, rows, false);
  }

  LoadResult end(String run, String split, long sequence) {
    return load(run, 1, split, sequence, List.of(), true);
  }

  LoadResult load(
      String run,
      int epoch,
      String split,
      long sequence,
      List<? extends List<? extends @Nullable Object>> rows,
      boolean end) {
    try (VectorSchemaRoot root = Vectors.rows(allocator, schema, rows)) {
      return destination.load(
          new LoadBatch(
              new SplitId(run, "things", split),
              epoch,
              sequence,
              target(),
              split.substring(0, 1) + ".csv",
              "shop",
              root,
              end));
    }
  }

  private LoadTarget target() {
    return LoadTarget.of(stream(false), "things", mode);
  }

  private StreamDefinition stream(boolean incremental) {
    var options = JsonNodeFactory.instance.objectNode();
    if (incremental) {
      options.put("incremental", true);
    }
    return new StreamDefinition(
        new SourceDefinition("shop", "csv", options),
        Optional.empty(),
        Map.of(),
        steps,
        Map.of(
            "things",
            new OutputDefinition(
                "warehouse",
                TABLE,
                mode,
                List.of("id"),
                merging,
                Contract.EVOLVE,
                Layout.PLAIN,
                lineage,
                List.of())));
  }

  RunWork work(String run, RunMode runs) {
    return new RunWork(
        run,
        1,
        runs,
        new PipelineDefinition(
            "things",
            "",
            Map.of("things", stream(runs == RunMode.INCREMENTAL)),
            new LinkedHashMap<>(models),
            List.of()));
  }

  AuditResult audit(String run, RunMode runs) {
    AuditResult audit = destination.audit(work(run, runs), Cancellation.NEVER);
    assertThat(audit.passed()).as("%s", audit).isTrue();
    return audit;
  }

  /** Tries and then publishes, which must agree. */
  PublishResult publish(String run, RunMode runs) {
    RunWork work = work(run, runs);
    PublishResult tried = destination.rehearse(work);
    PublishResult published = destination.publish(work);
    assertThat(published).isEqualTo(tried);
    destination.clean(run, 1);
    return published;
  }

  /** Everything in one batch. */
  PublishResult run(
      String run, RunMode runs, List<? extends List<? extends @Nullable Object>> rows) {
    load(run, "s0", 0, rows);
    end(run, "s0", 1);
    audit(run, runs);
    return publish(run, runs);
  }

  @Override
  public void close() {
    allocator.close();
  }
}

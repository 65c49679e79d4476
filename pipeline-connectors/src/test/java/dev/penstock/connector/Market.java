package dev.penstock.connector;

import static dev.penstock.connector.Vectors.TEXT;
import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.SplitId;
import dev.penstock.definition.BronzeDefinition;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.definition.CheckTerms;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.ModelDefinition.Materialized;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A pipeline of two streams, {@code sold} and {@code bought}, each of one column {@code name}, with
 * models over one of them and over both, and runs of parts of it.
 */
public final class Market implements AutoCloseable {
  public static final Set<String> BOTH = Set.of("sold", "bought");
  private static final Schema NAMES = schema(field("name", TEXT));

  private final BufferAllocator allocator = new RootAllocator();
  private final LoadMode mode;
  private String version = "1";
  private long most = 5;
  private final Map<String, ModelDefinition> more = new LinkedHashMap<>();

  public Market(LoadMode mode) {
    this.mode = mode;
  }

  /** Models say it in their column {@code version} from now on. */
  public void version(String now) {
    version = now;
  }

  /** Checks allow for so many rows from now on. */
  public void limit(long rows) {
    most = rows;
  }

  /** The pipeline has one more model from now on. */
  public void add(String name, ModelDefinition model) {
    more.put(name, model);
  }

  public static TableName table(String name) {
    String layer = BOTH.contains(name) ? "silver." : "gold.";
    return TableName.parse(name.contains(".") ? name : layer + name);
  }

  /** A run of these streams. */
  public RunWork work(String run, RunFrom from, RunUntil until, Set<String> streams) {
    RunMode runs =
        mode == LoadMode.REPLACE || from != RunFrom.SOURCE ? RunMode.FULL : RunMode.INCREMENTAL;
    return new RunWork(run, 1, runs, from, until, 1, pipeline(), false, streams);
  }

  public RunWork work(String run, Set<String> streams) {
    return work(run, RunFrom.SOURCE, RunUntil.GOLD, streams);
  }

  /** A run that only builds models. */
  public RunWork models(String run) {
    return work(run, RunFrom.SILVER, RunUntil.GOLD, Set.of());
  }

  /** Loads the names into everything that the run loads, in one batch and an end. */
  public void load(Destination destination, RunWork work, String... names) {
    for (String stream : work.streams()) {
      if (work.scope().keeps(stream)) {
        load(destination, work.run(), stream, StreamDefinition.BRONZE, names);
      }
      if (work.scope().loads(stream)) {
        load(destination, work.run(), stream, stream, names);
      }
    }
  }

  private void load(
      Destination destination, String run, String stream, String output, String... names) {
    boolean bronze = output.equals(StreamDefinition.BRONZE);
    TableName table = TableName.parse((bronze ? "bronze." : "silver.") + stream);
    List<List<String>> rows = Stream.of(names).map(List::of).toList();
    for (boolean end : List.of(false, true)) {
      try (VectorSchemaRoot root = Vectors.rows(allocator, NAMES, end ? List.of() : rows)) {
        destination.load(
            new LoadBatch(
                new SplitId(run, stream, "s0"),
                1,
                end ? 1 : 0,
                output,
                table,
                mode,
                List.of(),
                stream + ".csv",
                "shop",
                root,
                end));
      }
    }
  }

  /** Loads, audits and publishes. */
  public PublishResult run(Destination destination, RunWork work, String... names) {
    load(destination, work, names);
    AuditResult audit = destination.audit(work, Cancellation.NEVER);
    if (!audit.passed()) {
      throw new AssertionError(audit.toString());
    }
    return destination.publish(work);
  }

  public PipelineDefinition pipeline() {
    Map<String, ModelDefinition> models = new LinkedHashMap<>();
    model(models, "sales", "SELECT count(*) AS n FROM {ref:sold}");
    model(models, "purchases", "SELECT count(*) AS n FROM {ref:bought}");
    model(
        models,
        "trade",
        "SELECT s.n AS sold, p.n AS bought, (SELECT max(name) FROM {ref:bought}) AS last"
            + " FROM {ref:sales} AS s CROSS JOIN {ref:purchases} AS p");
    model(models, "trades", "SELECT count(*) AS n FROM {ref:trade}");
    models.putAll(more);
    Map<String, StreamDefinition> streams = new LinkedHashMap<>();
    for (String name : List.of("sold", "bought")) {
      OutputDefinition output =
          new OutputDefinition("warehouse", TableName.parse("silver." + name), mode, List.of());
      streams.put(
          name,
          new StreamDefinition(
              new SourceDefinition("shop", "csv", JsonNodeFactory.instance.objectNode()),
              Optional.of(new BronzeDefinition(TableName.parse("bronze." + name))),
              Map.of(),
              List.of(),
              Map.of(name, output)));
    }
    List<CheckDefinition> checks = new ArrayList<>();
    for (String on : List.of("sold", "bought", "sales", "purchases", "trade")) {
      checks.add(new CheckDefinition.Rows(on, OptionalLong.of(1), OptionalLong.of(most)));
    }
    checks.add(
        new CheckDefinition.Relationships(
            "bought", List.of("name"), "sold", List.of("name"), CheckTerms.STRICT));
    return new PipelineDefinition("market", "", streams, models, checks);
  }

  private void model(Map<String, ModelDefinition> models, String name, String sql) {
    models.put(
        name,
        new ModelDefinition(
            TableName.parse("gold." + name),
            Materialized.TABLE,
            "SELECT m.*, '" + version + "' AS version FROM (" + sql + ") AS m",
            List.of()));
  }

  @Override
  public void close() {
    allocator.close();
  }
}

package dev.penstock.cli.test;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.SplitId;
import dev.penstock.cli.test.Finding.Rejected;
import dev.penstock.cli.test.Finding.Warned;
import dev.penstock.cli.test.persistence.PublishedTables;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.duckdb.DuckDbConnector;
import dev.penstock.connectors.Connectors;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.source.LookupReader;
import dev.penstock.source.Sources;
import dev.penstock.transform.Limits;
import dev.penstock.transform.MaskKey;
import dev.penstock.transform.StepTools;
import dev.penstock.transform.StreamTransformer;
import dev.penstock.transform.TransformResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Takes given records the whole way of a run, with the code of the services: read, transformed,
 * staged, finished, audited and published, in one process and into a DuckDB file. Not thread-safe.
 */
final class Trial {
  /** A key for tests, so that masked columns can be tested: everybody's are the same. */
  private static final MaskKey MASK = MaskKey.of("penstock-test-key");

  private static final Pattern MODEL = Pattern.compile("models\\.([a-z0-9_]+)\\b.*");

  private final BufferAllocator allocator;
  private final String run;
  private final List<Rejected> rejects = new ArrayList<>();
  private final List<Warned> warnings = new ArrayList<>();
  private Bench bench;

  Trial(Bench bench, BufferAllocator allocator) {
    this(bench, "test", allocator);
  }

  private Trial(Bench bench, String run, BufferAllocator allocator) {
    this.bench = bench;
    this.run = run;
    this.allocator = allocator;
  }

  /**
   * Runs it.
   *
   * @param file of the DuckDB
   * @throws PermanentException where a step does not fit the records
   */
  Finding run(Path file) {
    List<CheckResult> checks = new ArrayList<>();
    boolean published = publish(checks);
    Map<String, List<JsonNode>> tables = published ? tables(file) : Map.of();
    return new Finding(tables, rejects, warnings, checks, bench.skipped());
  }

  /** Whether there are tables to look at: not where a key does not hold. */
  private boolean publish(List<CheckResult> checks) {
    Connection duck = bench.connections().find(Bench.DUCK).orElseThrow();
    try (Destination destination = new DuckDbConnector().open(duck)) {
      AuditResult audit = staged(destination);
      checks.addAll(audit.checks());
      if (audit.passed()) {
        destination.publish(work());
        return true;
      }
      // What fails its checks is not published, so its rows are staged again without any.
      Trial rows = new Trial(bench.unchecked(), "rows", allocator);
      boolean keys = rows.staged(destination).passed();
      if (keys) {
        destination.publish(rows.work());
      }
      return keys;
    }
  }

  private AuditResult staged(Destination destination) {
    Sources sources = new Sources(Connectors.sources(allocator), bench.connections());
    bench.pipeline().streams().forEach((name, stream) -> load(name, stream, sources, destination));
    return audited(destination);
  }

  private RunWork work() {
    return new RunWork(run, 1, RunMode.INCREMENTAL, bench.pipeline());
  }

  /** A model is written for the real warehouse; one that DuckDB does not take is left out. */
  private AuditResult audited(Destination destination) {
    while (true) {
      try {
        return destination.audit(work(), Cancellation.NEVER);
      } catch (PermanentException e) {
        Problem problem = e.problem();
        Matcher model = MODEL.matcher(problem.where());
        if (!model.matches() || !bench.pipeline().models().containsKey(model.group(1))) {
          throw e;
        }
        bench = bench.without(model.group(1), problem.message());
      }
    }
  }

  private void load(
      String name, StreamDefinition stream, Sources sources, Destination destination) {
    String path = "streams." + name;
    try {
      Source source = sources.open(stream.source(), path + ".source");
      SourcePlan plan = source.plan(new PlanRequest(run, null, null, true), Cancellation.NEVER);
      LookupReader lookups = new LookupReader(sources, run, path, Cancellation.NEVER, allocator);
      try (StreamTransformer transformer =
          StreamTransformer.open(
              stream,
              path,
              plan.stream().schema(),
              StepTools.of(lookups).with(MASK),
              Limits.DEFAULT,
              allocator)) {
        Loading loading = new Loading(name, stream, destination);
        for (Split split : plan.splits()) {
          try (SplitReader reader = source.read(plan.stream(), split, null, Cancellation.NEVER)) {
            loading.split(reader, split, transformer);
          }
        }
        if (plan.splits().isEmpty()) {
          loading.nothing(transformer);
        }
      }
    } finally {
      sources.release(run);
    }
  }

  /** One stream on its way into staging. */
  private final class Loading {
    private final String name;
    private final StreamDefinition stream;
    private final Destination destination;
    private long sequence;

    Loading(String name, StreamDefinition stream, Destination destination) {
      this.name = name;
      this.stream = stream;
      this.destination = destination;
    }

    void split(SplitReader reader, Split split, StreamTransformer transformer) {
      sequence = 0;
      SourceBatch batch = reader.next();
      while (batch != null) {
        batch.rejects().forEach(reject -> rejects.add(new Rejected(name, "", reject)));
        try (TransformResult result = transformer.apply(batch.rows(), split.origin())) {
          result
              .rejected()
              .forEach(one -> rejects.add(new Rejected(name, one.output(), one.record())));
          result.warnings().forEach(one -> warnings.add(new Warned(name, one)));
          for (String output : stream.outputs().keySet()) {
            load(output, split.id(), split.origin(), result.route(output).rows(), false);
          }
        }
        sequence++;
        batch = reader.next();
      }
      end(split.id(), split.origin(), transformer);
    }

    void nothing(StreamTransformer transformer) {
      end("none", name, transformer);
    }

    private void end(String split, String origin, StreamTransformer transformer) {
      for (String output : stream.outputs().keySet()) {
        try (VectorSchemaRoot empty =
            VectorSchemaRoot.create(transformer.outputSchema(output), allocator)) {
          empty.setRowCount(0);
          load(output, split, origin, empty, true);
        }
      }
    }

    private void load(
        String output, String split, String origin, VectorSchemaRoot rows, boolean end) {
      LoadBatch batch =
          new LoadBatch(
              new SplitId(run, name, split),
              1,
              sequence,
              LoadTarget.of(stream, output, work().loadMode(name, output)),
              origin,
              Bench.GIVEN,
              rows,
              end);
      for (RejectedRecord refused : destination.load(batch).rejects()) {
        rejects.add(new Rejected(name, output, refused));
      }
    }
  }

  private Map<String, List<JsonNode>> tables(Path file) {
    Map<String, TableName> names = new LinkedHashMap<>();
    PipelineDefinition pipeline = bench.pipeline();
    pipeline
        .streams()
        .values()
        .forEach(stream -> stream.outputs().forEach((name, o) -> names.put(name, o.table())));
    pipeline.models().forEach((name, model) -> names.put(name, model.table()));
    return PublishedTables.read(file, names);
  }

  /** What went wrong, in lines for the report. */
  static List<String> lines(PenstockException e) {
    return e.problems().stream().map(Problem::text).toList();
  }
}

package dev.penstock.transform;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.Warning;
import dev.penstock.connector.KeyedLookup;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.transform.TransformResult.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Runs the steps of one stream over its batches. Holds a locked DuckDB and the stream's look-ups.
 * Not thread-safe.
 *
 * <p>Neighbouring row-preserving steps run as one query; a {@code sql} step is a query of its own,
 * and a step in Java runs between two queries. The steps that all outputs share run once, as a
 * trunk; an output with steps or rules of its own goes on from the trunk's rows. After a failed
 * batch the transformer can be used for the next one.
 */
public final class StreamTransformer implements AutoCloseable {
  private final Database database;
  private final StepHost host;
  private final Limits limits;
  private final Route trunk;
  private final List<Route> ways;

  /**
   * Steps that run one behind the other.
   *
   * @param outputs those that get the rows behind them; for a trunk without any, its rows are asked
   *     for themselves
   * @param schema of the rows behind them
   */
  private record Route(List<String> outputs, List<Segment> segments, Schema schema) {
    Route {
      outputs = List.copyOf(outputs);
      segments = List.copyOf(segments);
    }
  }

  private StreamTransformer(
      Database database, StepHost host, Limits limits, Route trunk, List<Route> ways) {
    this.database = database;
    this.host = host;
    this.limits = limits;
    this.trunk = trunk;
    this.ways = List.copyOf(ways);
  }

  /** The same where the steps use nothing but look-ups. */
  public static StreamTransformer open(
      StreamDefinition stream,
      String path,
      Schema input,
      LookupLoader lookups,
      Limits limits,
      BufferAllocator allocator) {
    return open(stream, path, input, StepTools.of(lookups), limits, allocator);
  }

  /**
   * Starts DuckDB, loads the look-ups, compiles the steps against the source's columns.
   *
   * @param path the stream's path in the definition, for messages: {@code streams.strikes}
   * @throws dev.penstock.error.PermanentException where a step does not fit the columns, or its SQL
   *     is refused; the problem's place is the step's path
   */
  public static StreamTransformer open(
      StreamDefinition stream,
      String path,
      Schema input,
      StepTools tools,
      Limits limits,
      BufferAllocator allocator) {
    Failures failures = new Failures(limits);
    StepHost host = new StepHost(tools.steps(), limits.timeout(), allocator);
    Database database;
    try {
      database = Database.open(limits, allocator);
    } catch (SqlFailure e) {
      throw new IllegalStateException("DuckDB does not start", e);
    }
    try {
      Hidden hidden = Hidden.from(stream, input);
      Map<String, KeyedLookup> keyed =
          new Lookups(database, hidden, failures, limits, path)
              .load(stream.lookups(), tools.lookups());
      Supplier<StepCompiler> compiler =
          () ->
              new StepCompiler(
                  database,
                  allocator,
                  hidden,
                  failures,
                  path,
                  stream.lookups().keySet(),
                  keyed,
                  tools.maskKey(),
                  host);
      List<String> shared = new ArrayList<>(stream.outputs().keySet());
      List<Segment> common = compiler.get().compile(Way.trunk(stream), input);
      Schema behind = behind(common, input, limits, allocator);
      List<Route> ways = new ArrayList<>();
      for (Way way : Way.of(stream)) {
        shared.remove(way.output());
        List<Segment> own = compiler.get().compile(way.steps(), behind);
        Schema schema = behind(own, behind, limits, allocator);
        ways.add(new Route(List.of(way.output()), own, schema));
      }
      return new StreamTransformer(database, host, limits, new Route(shared, common, behind), ways);
    } catch (RuntimeException e) {
      host.close();
      database.close();
      throw e;
    }
  }

  /**
   * What leaves on the first route: its columns, and {@code _place} last unless SQL left it out.
   */
  public Schema outputSchema() {
    return trunkIsRoute() ? trunk.schema() : ways.getFirst().schema();
  }

  /**
   * The same for one of the stream's outputs.
   *
   * @throws IllegalArgumentException where there is no such output
   */
  public Schema outputSchema(String output) {
    return Stream.concat(Stream.of(trunk), ways.stream())
        .filter(route -> route.outputs().contains(output))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no output " + output))
        .schema();
  }

  /** Whether the trunk's rows are asked for as they are. */
  private boolean trunkIsRoute() {
    return ways.isEmpty() || !trunk.outputs().isEmpty();
  }

  /**
   * Transforms one batch, which stays the caller's. The batch has its time as a whole, whatever the
   * number of outputs.
   *
   * @param origin what the batch's split is a part of, to name a reject's place
   * @throws dev.penstock.error.PermanentException where SQL runs into its limits or fails as a
   *     whole
   */
  public TransformResult apply(VectorSchemaRoot input, String origin) {
    Deadline deadline = Deadline.in(limits.timeout());
    BatchBook book = new BatchBook(input, origin);
    List<Rejected> rejected = new ArrayList<>();
    List<TransformResult.Route> routes = new ArrayList<>();
    VectorSchemaRoot common = through(trunk.segments(), input, book, deadline);
    boolean kept = false;
    try {
      book.rejects().forEach(reject -> rejected.add(new Rejected("", reject)));
      List<Warning> warnings = new ArrayList<>(book.warnings());
      if (trunkIsRoute()) {
        routes.add(route(trunk, common, book));
        kept = true;
      }
      for (Route way : ways) {
        BatchBook own = book.further();
        routes.add(route(way, through(way.segments(), common, own, deadline), own));
        String output = way.outputs().getFirst();
        own.rejects().forEach(reject -> rejected.add(new Rejected(output, reject)));
        warnings.addAll(own.warnings());
      }
      return new TransformResult(routes, input.getRowCount(), rejected, warnings);
    } catch (RuntimeException e) {
      routes.forEach(route -> route.rows().close());
      throw e;
    } finally {
      if (!kept) {
        common.close();
      }
    }
  }

  private static TransformResult.Route route(Route route, VectorSchemaRoot rows, BatchBook book) {
    return new TransformResult.Route(route.outputs(), rows, book.counts(rows.getRowCount()));
  }

  /** The columns that an empty batch comes out with. */
  private static Schema behind(
      List<Segment> segments, Schema input, Limits limits, BufferAllocator allocator) {
    try (VectorSchemaRoot empty = VectorSchemaRoot.create(input, allocator)) {
      empty.setRowCount(0);
      BatchBook book = new BatchBook(empty, "");
      try (VectorSchemaRoot rows = through(segments, empty, book, Deadline.in(limits.timeout()))) {
        return rows.getSchema();
      }
    }
  }

  /** Rows of their own, which the caller closes; the input stays the caller's. */
  private static VectorSchemaRoot through(
      List<Segment> segments, VectorSchemaRoot input, BatchBook book, Deadline deadline) {
    VectorSchemaRoot rows = input;
    for (Segment segment : segments) {
      VectorSchemaRoot before = rows;
      try {
        rows = segment.run(before, book, deadline);
      } finally {
        if (before != input) {
          before.close();
        }
      }
    }
    return rows == input ? ArrowBatches.slice(input, 0, input.getRowCount()) : rows;
  }

  @Override
  public void close() {
    host.close();
    database.close();
  }
}

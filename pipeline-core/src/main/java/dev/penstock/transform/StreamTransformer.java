package dev.penstock.transform;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.Counts;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.step.Steps;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Runs the steps of one stream over its batches. Holds a locked DuckDB and the stream's look-ups.
 * Not thread-safe.
 *
 * <p>Neighbouring row-preserving steps run as one query; a {@code sql} step is a query of its own,
 * and a step in Java runs between two queries. After a failed batch the transformer can be used for
 * the next one.
 */
public final class StreamTransformer implements AutoCloseable {
  private final Database database;
  private final StepHost host;
  private final Limits limits;
  private final List<Segment> segments;
  private final List<String> outputs;
  private final Schema outputSchema;

  private StreamTransformer(
      Database database,
      StepHost host,
      Limits limits,
      List<Segment> segments,
      List<String> outputs,
      Schema outputSchema) {
    this.database = database;
    this.host = host;
    this.limits = limits;
    this.segments = segments;
    this.outputs = outputs;
    this.outputSchema = outputSchema;
  }

  /** The same where there are no Java steps. */
  public static StreamTransformer open(
      StreamDefinition stream,
      String path,
      Schema input,
      LookupLoader lookups,
      Limits limits,
      BufferAllocator allocator) {
    return open(stream, path, input, lookups, Steps.NONE, limits, allocator);
  }

  /**
   * Starts DuckDB, loads the look-ups, compiles the steps against the source's columns.
   *
   * @param path the stream's path in the definition, for messages: {@code streams.strikes}
   * @param steps where steps in Java are found
   * @throws dev.penstock.error.PermanentException where a step does not fit the columns, or its SQL
   *     is refused; the problem's place is the step's path
   */
  public static StreamTransformer open(
      StreamDefinition stream,
      String path,
      Schema input,
      LookupLoader lookups,
      Steps steps,
      Limits limits,
      BufferAllocator allocator) {
    Failures failures = new Failures(limits);
    StepHost host = new StepHost(steps, limits.timeout(), allocator);
    Database database;
    try {
      database = Database.open(limits, allocator);
    } catch (SqlFailure e) {
      throw new IllegalStateException("DuckDB does not start", e);
    }
    try {
      Hidden hidden = Hidden.from(stream, input);
      new Lookups(database, hidden, failures, limits, path).load(stream.lookups(), lookups);
      StepCompiler compiler =
          new StepCompiler(
              database, allocator, hidden, failures, path, stream.lookups().keySet(), host);
      List<Segment> segments = compiler.compile(stream, input);
      return new StreamTransformer(
          database,
          host,
          limits,
          segments,
          List.copyOf(stream.outputs().keySet()),
          outputOf(segments, input, limits, allocator));
    } catch (RuntimeException e) {
      host.close();
      database.close();
      throw e;
    }
  }

  /** What leaves: the output's columns, and {@code _place} last unless SQL left it out. */
  public Schema outputSchema() {
    return outputSchema;
  }

  /**
   * The same for one of the stream's outputs.
   *
   * @throws IllegalArgumentException where there is no such output
   */
  public Schema outputSchema(String output) {
    if (!outputs.contains(output)) {
      throw new IllegalArgumentException("no output " + output);
    }
    return outputSchema;
  }

  /**
   * Transforms one batch, which stays the caller's.
   *
   * @param origin what the batch's split is a part of, to name a reject's place
   * @throws dev.penstock.error.PermanentException where SQL runs into its limits or fails as a
   *     whole
   */
  public TransformResult apply(VectorSchemaRoot input, String origin) {
    return run(segments, outputs, input, origin, limits);
  }

  /** The columns that an empty batch comes out with. */
  private static Schema outputOf(
      List<Segment> segments, Schema input, Limits limits, BufferAllocator allocator) {
    try (VectorSchemaRoot empty = VectorSchemaRoot.create(input, allocator)) {
      empty.setRowCount(0);
      try (TransformResult result = run(segments, List.of(), empty, "", limits)) {
        return result.rows().getSchema();
      }
    }
  }

  private static TransformResult run(
      List<Segment> segments,
      List<String> outputs,
      VectorSchemaRoot input,
      String origin,
      Limits limits) {
    Deadline deadline = Deadline.in(limits.timeout());
    BatchBook book = new BatchBook(input, origin);
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
    if (rows == input) {
      rows = ArrowBatches.slice(input, 0, input.getRowCount());
    }
    Counts counts = book.counts(rows.getRowCount());
    return new TransformResult(
        List.of(new TransformResult.Route(outputs, rows, counts)),
        input.getRowCount(),
        book.rejects().stream().map(reject -> new TransformResult.Rejected("", reject)).toList(),
        book.warnings());
  }

  @Override
  public void close() {
    host.close();
    database.close();
  }
}

package dev.penstock.preview;

import dev.penstock.batch.ArrowBatches;
import dev.penstock.batch.Columns;
import dev.penstock.batch.Counts;
import dev.penstock.batch.JsonValues;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.Finish;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.StreamDefinition;
import dev.penstock.error.PenstockException;
import dev.penstock.error.Problem;
import dev.penstock.preview.StreamPreview.OutputPreview;
import dev.penstock.source.LookupReader;
import dev.penstock.source.Sources;
import dev.penstock.transform.Limits;
import dev.penstock.transform.MaskKey;
import dev.penstock.transform.StepTools;
import dev.penstock.transform.StreamTransformer;
import dev.penstock.transform.TransformResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Runs the first records of each stream through extraction and steps. Nothing is sent, loaded or
 * kept. Thread-safe.
 */
public final class Previews {
  /** The most rows that are shown of an output; a query may make many of a few records. */
  private static final int MAX_ROWS = 1_000;

  /** The most rows that are shown of all outputs of a stream. */
  private static final int MAX_ROWS_TOGETHER = 10_000;

  private final Sources sources;
  private final MaskKey maskKey;
  private final Limits limits;
  private final BufferAllocator allocator;

  /**
   * @param maskKey the key of {@code mask}
   * @param limits what the steps' SQL may use, for each stream
   */
  public Previews(Sources sources, MaskKey maskKey, Limits limits, BufferAllocator allocator) {
    this.sources = sources;
    this.maskKey = maskKey;
    this.limits = limits;
    this.allocator = allocator;
  }

  /**
   * Looks at every stream, one after the other. What is wrong with one of them stands in its
   * preview, with what could be seen before.
   *
   * @param records the most records that are read of a stream
   * @throws dev.penstock.connector.Cancelled where nobody wants it any more
   */
  public Map<String, StreamPreview> of(
      PipelineDefinition pipeline, int records, Cancellation cancellation) {
    Map<String, StreamPreview> previews = new LinkedHashMap<>();
    pipeline
        .streams()
        .forEach(
            (name, stream) ->
                previews.put(
                    name, new Look("streams." + name, stream, records, cancellation).take()));
    return previews;
  }

  /** The look at one stream. */
  private final class Look {
    private final String path;
    private final StreamDefinition stream;
    private final int records;
    private final Cancellation cancellation;
    private final String lease = "preview-" + UUID.randomUUID();
    private final Map<String, Shown> outputs = new LinkedHashMap<>();
    private final List<RejectedRecord> rejects = new ArrayList<>();
    private final WarningSums warnings = new WarningSums();
    private List<String> notes = List.of();
    private List<Problem> problems = List.of();
    private Schema source = StreamPreview.NO_COLUMNS;
    private long read;

    Look(String path, StreamDefinition stream, int records, Cancellation cancellation) {
      this.path = path;
      this.stream = stream;
      this.records = records;
      this.cancellation = cancellation;
    }

    StreamPreview take() {
      try {
        look();
      } catch (PenstockException e) {
        problems = e.problems();
      } finally {
        sources.release(lease);
      }
      Map<String, OutputPreview> shown = new LinkedHashMap<>();
      outputs.forEach((name, output) -> shown.put(name, output.preview()));
      return new StreamPreview(source, shown, read, rejects, warnings.all(), notes, problems);
    }

    private void look() {
      Source opened = sources.open(stream.source(), path + ".source");
      SourcePlan plan = opened.plan(new PlanRequest(lease, null, null, true), cancellation);
      JavaSteps upTo = JavaSteps.cut(stream, path);
      notes = Stream.concat(plan.notes().stream(), upTo.notes().stream()).toList();
      source = visible(plan.stream().schema());
      LookupReader lookups = new LookupReader(sources, lease, path, cancellation, allocator);
      try (StreamTransformer transformer =
          StreamTransformer.open(
              upTo.shown(),
              path,
              plan.stream().schema(),
              StepTools.of(lookups).with(maskKey),
              limits,
              allocator)) {
        int most = Math.min(MAX_ROWS, MAX_ROWS_TOGETHER / Math.max(1, stream.outputs().size()));
        for (String output : stream.outputs().keySet()) {
          Schema columns = visible(transformer.outputSchema(output));
          outputs.put(output, new Shown(columns, most));
        }
        for (Split split : plan.splits()) {
          try (SplitReader reader = opened.read(plan.stream(), split, null, cancellation)) {
            read(reader, split, transformer);
          }
        }
      }
    }

    private void read(SplitReader reader, Split split, StreamTransformer transformer) {
      while (read < records) {
        cancellation.check();
        SourceBatch batch = reader.next();
        if (batch == null) {
          return;
        }
        int wanted = (int) Math.min(batch.rows().getRowCount(), records - read);
        try (VectorSchemaRoot first = ArrowBatches.slice(batch.rows(), 0, wanted);
            TransformResult result = transformer.apply(first, split.origin())) {
          outputs.forEach((name, output) -> output.add(result.route(name)));
          rejects.addAll(result.rejects());
          warnings.add(result.warnings());
        }
        read += wanted;
        for (RejectedRecord reject : batch.rejects()) {
          if (read < records) {
            rejects.add(reject);
            read++;
          }
        }
      }
    }
  }

  /** What was seen of one output so far. */
  private static final class Shown {
    private final Schema columns;
    private final int most;
    private final List<String> rows = new ArrayList<>();
    private Counts counts = Counts.ZERO;

    Shown(Schema columns, int most) {
      this.columns = columns;
      this.most = most;
    }

    void add(TransformResult.Route route) {
      List<FieldVector> visible =
          route.rows().getFieldVectors().stream()
              .filter(vector -> isVisible(vector.getField()))
              .toList();
      // Only looks at the route's rows, which it does not own.
      VectorSchemaRoot seen = new VectorSchemaRoot(visible);
      for (int row = 0; row < route.rows().getRowCount() && rows.size() < most; row++) {
        rows.add(JsonValues.record(seen, row));
      }
      counts = counts.plus(route.counts());
    }

    OutputPreview preview() {
      return new OutputPreview(columns, rows, counts);
    }
  }

  private static Schema visible(Schema schema) {
    return new Schema(
        schema.getFields().stream().filter(Previews::isVisible).toList(),
        schema.getCustomMetadata());
  }

  private static boolean isVisible(Field field) {
    return !field.getName().equals(Columns.PLACE) && !Finish.hidden(field.getName());
  }
}

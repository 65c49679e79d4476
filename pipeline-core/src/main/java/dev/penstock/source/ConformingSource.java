package dev.penstock.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.SourceDefinition;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A source whose batches have the columns that were declared or are kept from the last run. Where
 * they are the source's own, nothing stands between it and its reader.
 */
public final class ConformingSource implements Source {
  private final Source source;
  private final SourceDefinition definition;
  private final String path;

  /**
   * @param path the source's path in the definition, for messages
   */
  public ConformingSource(Source source, SourceDefinition definition, String path) {
    this.source = source;
    this.definition = definition;
    this.path = path;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    SourcePlan plan = source.plan(request, cancellation);
    Schema found = definition.inferTypes() ? inferred(plan, cancellation) : plan.stream().source();
    Settlement.Result settled = new Settlement(definition, path, request.known(), found).settle();
    List<String> notes = Stream.concat(plan.notes().stream(), settled.notes().stream()).toList();
    return new SourcePlan(
        new SourcePlan.Stream(settled.schema(), plan.stream().source()),
        plan.splits(),
        plan.state(),
        notes,
        plan.held());
  }

  /** The columns with the types that their first, middle and last records have. */
  private Schema inferred(SourcePlan plan, Cancellation cancellation) {
    TypeInference types = new TypeInference(plan.stream().source());
    int last = plan.splits().size() - 1;
    for (int split : IntStream.of(0, last / 2, last).distinct().filter(i -> i >= 0).toArray()) {
      try (SplitReader reader =
          source.read(plan.stream(), plan.splits().get(split), null, cancellation)) {
        SourceBatch batch = reader.next();
        if (batch != null) {
          types.add(batch.rows());
        }
      }
    }
    return types.schema();
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    SplitReader reader = source.read(stream, split, after, cancellation);
    return stream.schema().equals(stream.source())
        ? reader
        : new ConformingReader(reader, stream, split.origin());
  }
}

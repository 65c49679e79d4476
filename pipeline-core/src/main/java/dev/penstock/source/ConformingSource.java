package dev.penstock.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.SourceDefinition;
import java.util.List;
import java.util.stream.Stream;
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
    Settlement.Result settled =
        new Settlement(definition, path, request.known(), plan.stream().source()).settle();
    List<String> notes = Stream.concat(plan.notes().stream(), settled.notes().stream()).toList();
    return new SourcePlan(
        new SourcePlan.Stream(settled.schema(), plan.stream().source()),
        plan.splits(),
        plan.state(),
        notes);
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

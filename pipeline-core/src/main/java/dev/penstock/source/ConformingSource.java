package dev.penstock.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.SourceDefinition;
import org.jspecify.annotations.Nullable;

/** A source whose batches have the columns that were declared or are kept from the last run. */
public final class ConformingSource implements Source {
  private final Source source;

  /**
   * @param path the source's path in the definition, for messages
   */
  public ConformingSource(Source source, SourceDefinition definition, String path) {
    this.source = source;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    return source.plan(request, cancellation);
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    return source.read(stream, split, after, cancellation);
  }
}

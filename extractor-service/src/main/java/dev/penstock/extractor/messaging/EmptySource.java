package dev.penstock.extractor.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import org.jspecify.annotations.Nullable;

/** Reads a split that stands for nothing: it has an end and no records. */
final class EmptySource implements Source {
  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    throw new UnsupportedOperationException("nothing is planned here");
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    return new SplitReader() {
      @Override
      public @Nullable SourceBatch next() {
        return null;
      }

      @Override
      public void close() {}
    };
  }
}

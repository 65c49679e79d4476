package dev.penstock.source;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.KeyedLookup;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.transform.LookupLoader;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Reads the look-ups of one stream of one run, each from the beginning to the end.
 *
 * @param run for whom; nothing is kept open for it once a look-up is read
 * @param path the stream's path in the definition, for messages
 */
public record LookupReader(
    Sources sources, String run, String path, Cancellation cancellation, BufferAllocator allocator)
    implements LookupLoader {
  @Override
  public Optional<KeyedLookup> keyed(String name, SourceDefinition lookup) {
    return sources.keyed(lookup, path + ".lookups." + name, cancellation);
  }

  @Override
  public void load(String name, SourceDefinition lookup, Consumer<VectorSchemaRoot> batches) {
    String place = path + ".lookups." + name;
    String lease = run + "/" + place;
    try {
      Source source = sources.open(lookup, place);
      SourcePlan plan = source.plan(PlanRequest.full(lease), cancellation);
      try (VectorSchemaRoot empty = VectorSchemaRoot.create(plan.stream().schema(), allocator)) {
        batches.accept(empty);
      }
      for (Split split : plan.splits()) {
        try (SplitReader reader = source.read(plan.stream(), split, null, cancellation)) {
          for (SourceBatch batch = reader.next(); batch != null; batch = reader.next()) {
            batches.accept(batch.rows());
          }
        }
      }
    } finally {
      sources.release(lease);
    }
  }
}

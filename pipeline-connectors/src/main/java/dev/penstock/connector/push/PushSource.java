package dev.penstock.connector.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.rows.SchemaInference;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The records of one request. A split holds its records itself: {@code records}, a list of place,
 * size and record.
 */
final class PushSource implements Source {
  static final String RECORDS = "records";

  /** What places are in: the request has no name. */
  static final String ORIGIN = "pushed";

  /** Bytes of records after which a split ends: it travels as one message. */
  private static final int SPLIT_BYTES = 192 * 1024;

  private final SourceDefinition definition;
  private final Optional<PushBody> body;
  private final BufferAllocator allocator;

  PushSource(SourceDefinition definition, Optional<PushBody> body, BufferAllocator allocator) {
    this.definition = definition;
    this.body = body;
    this.allocator = allocator;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    List<PushedRecord> records = body.orElseThrow(PushSource::nothingPushed).records();
    SchemaInference columns = new SchemaInference(definition.schema(), request.known());
    List<Split> splits = new ArrayList<>();
    ArrayNode piece = JsonNodeFactory.instance.arrayNode();
    long bytes = 0;
    for (PushedRecord record : records) {
      cancellation.check();
      columns.add(record.record());
      if (!piece.isEmpty() && bytes + record.bytes() > SPLIT_BYTES) {
        splits.add(split(splits.size(), piece, bytes));
        piece = JsonNodeFactory.instance.arrayNode();
        bytes = 0;
      }
      piece.addArray().add(record.place()).add(record.bytes()).add(record.record());
      bytes += record.bytes();
    }
    if (!piece.isEmpty()) {
      splits.add(split(splits.size(), piece, bytes));
    }
    return new SourcePlan(new SourcePlan.Stream(columns.schema()), splits);
  }

  private static Split split(int number, ArrayNode piece, long bytes) {
    ObjectNode position = JsonNodeFactory.instance.objectNode();
    position.set(RECORDS, piece);
    return new Split(Integer.toString(number), ORIGIN, position, bytes);
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    return new PushSplitReader(
        split, after, stream.source(), definition.onSchemaChange(), allocator, cancellation);
  }

  private static PermanentException nothingPushed() {
    return new PermanentException(
        new Problem(
            "nothing-pushed",
            "source",
            "The records of this stream come with the request that starts the run.",
            "Send them in the body: a JSON array, JSON Lines or CSV."));
  }
}

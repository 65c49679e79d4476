package dev.penstock.connector.push;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.definition.SourceDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;

/** Records in the body of the request that starts a run. */
public final class PushConnector implements SourceConnector {
  /** The word in a definition. */
  public static final String NAME = "push";

  /** What it is and takes. */
  public static final ConnectorSpec SPEC =
      new ConnectorSpec(
          NAME,
          Set.of(),
          "Records in the body of the request that starts the run: a JSON array, JSON Lines or CSV."
              + " It needs no connection. At most one stream of a pipeline can be pushed.",
          List.of());

  private final BufferAllocator allocator;

  /**
   * @param allocator parent of the readers' allocators
   */
  public PushConnector(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  @Override
  public ConnectorSpec spec() {
    return SPEC;
  }

  @Override
  public Source open(SourceDefinition definition, Connection connection) {
    return new PushSource(definition, Optional.empty(), allocator);
  }

  /** The source that plans a request's records. */
  public static Source planning(
      SourceDefinition definition, PushBody body, BufferAllocator allocator) {
    return new PushSource(definition, Optional.of(body), allocator);
  }
}

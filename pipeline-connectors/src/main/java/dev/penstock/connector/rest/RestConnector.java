package dev.penstock.connector.rest;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.KeyedLookup;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.http.HttpAccess;
import dev.penstock.connector.http.HttpClients;
import dev.penstock.connector.http.HttpConnectionType;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;

/** Records from a REST API. */
public final class RestConnector implements SourceConnector {
  /** What it is and takes. */
  public static final ConnectorSpec SPEC =
      new ConnectorSpec(
          "rest",
          Set.of(HttpConnectionType.TYPE),
          "JSON records from a REST API, page by page, all of them or only those that are new.",
          RestOptions.SPEC);

  private final HttpClients clients;
  private final Clock clock;
  private final BufferAllocator allocator;

  /**
   * @param clients the connections
   * @param clock tells the time of planning
   * @param allocator parent of the readers' allocators, one child for each open reader
   */
  public RestConnector(HttpClients clients, Clock clock, BufferAllocator allocator) {
    this.clients = clients;
    this.clock = clock;
    this.allocator = allocator;
  }

  @Override
  public ConnectorSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<KeyedLookup> keyed(
      SourceDefinition definition, Connection connection, Cancellation cancellation) {
    if (!definition.options().hasNonNull(ByKey.OPTION)) {
      return Optional.empty();
    }
    HttpAccess access = clients.of(connection);
    RestOptions options = RestOptionReader.read(definition.options(), access);
    return Optional.of(
        new RestLookup(
            definition.schema(),
            access,
            options,
            options.byKey().orElseThrow(),
            cancellation,
            allocator));
  }

  @Override
  public Source open(SourceDefinition definition, Connection connection) {
    HttpAccess access = clients.of(connection);
    RestOptions options = RestOptionReader.read(definition.options(), access);
    if (options.byKey().isPresent()) {
      throw new PermanentException(
          new Problem(
              "invalid-option",
              ByKey.OPTION,
              "A stream cannot be read by key; this is for look-ups.",
              "Leave it out, or put this under `lookups` of the stream."));
    }
    return new RestSource(definition, access, options, clock, allocator);
  }
}

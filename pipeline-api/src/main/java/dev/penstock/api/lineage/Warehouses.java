package dev.penstock.api.lineage;

import static dev.penstock.api.error.Refusal.Kind.CONFLICT;

import dev.penstock.api.error.Refusal;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.Destination;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.error.Problem;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The destinations that rows are looked up in, opened when they are asked first, each with a small
 * pool of connections. Thread-safe.
 */
public final class Warehouses implements AutoCloseable {
  private static final Map<String, String> SMALL = Map.of("pool_size", "2");

  private final List<DestinationConnector> connectors;
  private final Connections connections;
  private final Map<String, Destination> open = new ConcurrentHashMap<>();

  public Warehouses(Collection<DestinationConnector> connectors, Connections connections) {
    this.connectors = List.copyOf(connectors);
    this.connections = connections;
  }

  /**
   * The destination behind a connection.
   *
   * @throws Refusal where rows there do not note where they came from
   */
  Destination of(String connection) {
    return open.computeIfAbsent(connection, this::open);
  }

  private Destination open(String name) {
    Connection connection =
        connections
            .find(name)
            .orElseThrow(
                () ->
                    new Refusal(
                        CONFLICT,
                        new Problem(
                            "unknown-connection",
                            "connections." + name,
                            "The connection " + name + " is not configured for the API.",
                            "Ask the operator to configure it for every service.")));
    Map<String, String> settings = new HashMap<>(connection.settings());
    settings.putAll(SMALL);
    return connectors.stream()
        .filter(connector -> connector.spec().abilities().lineage())
        .filter(connector -> connector.spec().connectionTypes().contains(connection.type()))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    CONFLICT,
                    new Problem(
                        "lineage-unsupported",
                        "connections." + name,
                        "Rows at this kind of destination do not note where they came from.",
                        "Rows can be looked up in PostgreSQL databases.")))
        .open(new Connection(name, connection.type(), settings));
  }

  @Override
  public void close() {
    open.values().forEach(Destination::close);
  }
}

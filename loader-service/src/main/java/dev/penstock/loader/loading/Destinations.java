package dev.penstock.loader.loading;

import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.Destination;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One open destination per connection. Thread-safe. */
public final class Destinations implements AutoCloseable {
  private final Map<String, DestinationConnector> connectors;
  private final Connections connections;
  private final Map<String, Destination> open = new ConcurrentHashMap<>();

  public Destinations(
      Collection<? extends DestinationConnector> connectors, Connections connections) {
    this.connectors =
        connectors.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    connector -> connector.spec().name(), Function.identity()));
    this.connections = connections;
  }

  /**
   * The destination behind a connection.
   *
   * @throws PermanentException where the connection is not configured here, or nothing can be
   *     written to it
   */
  public Destination of(String connection) {
    return open.computeIfAbsent(connection, this::open);
  }

  /** Names of the connections that something can be written to, in order. */
  public List<String> names() {
    return connections.all().stream()
        .filter(
            connection ->
                connectors.values().stream()
                    .anyMatch(c -> c.spec().connectionTypes().contains(connection.type())))
        .map(Connection::name)
        .sorted()
        .toList();
  }

  private Destination open(String name) {
    Connection connection =
        connections
            .find(name)
            .orElseThrow(
                () ->
                    new PermanentException(
                        new Problem(
                            "unknown-connection",
                            "connections." + name,
                            "The connection " + name + " is not configured for the loader.",
                            "Ask the operator to configure it for every service.")));
    return connectors.values().stream()
        .filter(connector -> connector.spec().connectionTypes().contains(connection.type()))
        .findFirst()
        .orElseThrow(
            () ->
                new PermanentException(
                    Problem.of(
                        "not-a-destination",
                        "connections." + name,
                        "Nothing can be loaded into a connection of type "
                            + connection.type()
                            + ".")))
        .open(connection);
  }

  @Override
  public void close() {
    open.values().forEach(Destination::close);
  }
}

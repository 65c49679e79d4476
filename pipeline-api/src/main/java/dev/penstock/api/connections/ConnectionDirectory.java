package dev.penstock.api.connections;

import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import dev.penstock.api.error.Refusal;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.ConnectionType;
import dev.penstock.connector.Connections;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.PenstockException;
import dev.penstock.error.Problem;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Lists connections and tries them. Thread-safe. */
public final class ConnectionDirectory {
  private final Connections connections;
  private final List<ConnectionType> types;
  private final List<ConnectorSpec> sources;
  private final List<ConnectorSpec> destinations;

  public ConnectionDirectory(
      Connections connections,
      List<ConnectionType> types,
      List<ConnectorSpec> sources,
      List<ConnectorSpec> destinations) {
    this.connections = connections;
    this.types = List.copyOf(types);
    this.sources = List.copyOf(sources);
    this.destinations = List.copyOf(destinations);
  }

  /** All connections, by name. */
  public List<ConnectionView> all() {
    return connections.all().stream()
        .sorted(Comparator.comparing(Connection::name))
        .map(this::view)
        .toList();
  }

  /**
   * Tries a connection; what fails is the answer.
   *
   * @throws Refusal where there is no such connection
   */
  public CheckView check(String name) {
    Connection connection = connections.find(name).orElseThrow(() -> unknown(name));
    long start = System.nanoTime();
    try {
      ConnectionCheck check = type(connection).check(connection);
      return view(connection, check.ok(), start, check.findings(), List.of());
    } catch (PenstockException e) {
      return view(connection, false, start, List.of(), e.problems());
    }
  }

  private ConnectionType type(Connection connection) {
    return types.stream()
        .filter(type -> type.spec().name().equals(connection.type()))
        .findFirst()
        .orElseThrow(
            () ->
                new dev.penstock.error.PermanentException(
                    new Problem(
                        "unknown-connection-type",
                        "connection " + connection.name(),
                        "There is no type of connection `" + connection.type() + "`.",
                        NearMiss.advice(
                            connection.type(),
                            types.stream().map(type -> type.spec().name()).sorted().toList(),
                            "The types"))));
  }

  private static CheckView view(
      Connection connection,
      boolean ok,
      long start,
      List<ConnectionCheck.Finding> findings,
      List<Problem> problems) {
    return new CheckView(
        connection.name(),
        connection.type(),
        ok,
        Duration.ofNanos(System.nanoTime() - start).toMillis(),
        findings,
        problems);
  }

  private ConnectionView view(Connection connection) {
    return new ConnectionView(
        connection.name(),
        connection.type(),
        sources.stream()
            .filter(spec -> spec.connectionTypes().contains(connection.type()))
            .map(ConnectorSpec::name)
            .sorted()
            .toList(),
        destinations.stream().anyMatch(spec -> spec.connectionTypes().contains(connection.type())));
  }

  private Refusal unknown(String name) {
    return new Refusal(
        NOT_FOUND,
        new Problem(
            "unknown-connection",
            "connections/" + name,
            "There is no connection " + name + ".",
            NearMiss.advice(
                name,
                connections.all().stream().map(Connection::name).sorted().toList(),
                "There are")));
  }
}

package dev.penstock.connector;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The connections that the operator configured, by name. Immutable. */
public final class Connections {
  private final Map<String, Connection> byName;

  public Connections(Collection<Connection> connections) {
    byName =
        connections.stream()
            .collect(Collectors.toUnmodifiableMap(Connection::name, Function.identity()));
  }

  public Optional<Connection> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Collection<Connection> all() {
    return byName.values();
  }
}

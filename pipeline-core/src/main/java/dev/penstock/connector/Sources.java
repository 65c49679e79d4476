package dev.penstock.connector;

import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Opens sources: the known source connectors over the configured connections. Thread-safe. */
public final class Sources {
  private final Map<String, SourceConnector> connectors;
  private final Connections connections;

  public Sources(Collection<? extends SourceConnector> connectors, Connections connections) {
    this.connectors =
        connectors.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    connector -> connector.spec().name(), Function.identity()));
    this.connections = connections;
  }

  /**
   * Opens a source.
   *
   * @param path its path in the definition, for messages
   * @throws PermanentException where this process does not know the connector or the connection, or
   *     an option is wrong
   */
  public Source open(SourceDefinition definition, String path) {
    SourceConnector connector = connectors.get(definition.format());
    if (connector == null) {
      throw new PermanentException(
          Problem.of(
              "unknown-format", path + ".format", "No source reads " + definition.format() + "."));
    }
    Connection connection =
        connections
            .find(definition.connection())
            .orElseThrow(
                () ->
                    new PermanentException(
                        new Problem(
                            "unknown-connection",
                            path + ".connection",
                            "The connection " + definition.connection() + " is not configured.",
                            "Ask the operator to configure it for every service.")));
    return connector.open(definition, connection);
  }
}

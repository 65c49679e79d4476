package dev.penstock.source;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.KeyedLookup;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Opens sources: the known source connectors over the configured connections. Thread-safe. */
public final class Sources {
  private static final Connection NO_CONNECTION = new Connection("", "", Map.of());

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
    SourceConnector connector = connector(definition, path);
    Connection connection = connection(connector, definition, path);
    Source source = bind(connector, path, () -> connector.open(definition, connection));
    return new ConformingSource(source, definition, path);
  }

  /**
   * Opens a look-up that is asked for keys; empty where it is read whole.
   *
   * @param path its path in the definition, for messages
   * @throws PermanentException as {@link #open}
   */
  public Optional<KeyedLookup> keyed(
      SourceDefinition definition, String path, Cancellation cancellation) {
    SourceConnector connector = connector(definition, path);
    Connection connection = connection(connector, definition, path);
    return bind(connector, path, () -> connector.keyed(definition, connection, cancellation));
  }

  private SourceConnector connector(SourceDefinition definition, String path) {
    SourceConnector connector = connectors.get(definition.format());
    if (connector == null) {
      throw new PermanentException(
          Problem.of(
              "unknown-format", path + ".format", "No source reads " + definition.format() + "."));
    }
    return connector;
  }

  /** A mistake in an option is named by its path in the definition. */
  private static <T> T bind(SourceConnector connector, String path, Supplier<T> opened) {
    try {
      return opened.get();
    } catch (PermanentException e) {
      throw new PermanentException(
          e.problems().stream()
              .map(
                  problem ->
                      isOption(connector.spec(), problem.where())
                          ? new Problem(
                              problem.code(),
                              path + "." + problem.where(),
                              problem.message(),
                              problem.advice())
                          : problem)
              .toList());
    }
  }

  private static boolean isOption(ConnectorSpec spec, String where) {
    String option = where.replaceFirst("[.:\\[].*", "");
    return spec.options().stream().anyMatch(known -> known.name().equals(option));
  }

  /** Gives back what this process keeps open for a run that is over. */
  public void release(String run) {
    connectors.values().forEach(connector -> connector.release(run));
  }

  private Connection connection(
      SourceConnector connector, SourceDefinition definition, String path) {
    if (connector.spec().connectionTypes().isEmpty()) {
      return NO_CONNECTION;
    }
    return connections
        .find(definition.connection())
        .orElseThrow(
            () ->
                new PermanentException(
                    new Problem(
                        "unknown-connection",
                        path + ".connection",
                        "The connection " + definition.connection() + " is not configured.",
                        "Ask the operator to configure it for every service.")));
  }
}

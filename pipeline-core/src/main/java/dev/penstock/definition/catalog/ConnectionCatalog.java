package dev.penstock.definition.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.Surroundings;
import dev.penstock.error.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The connections that the operator configured and the connectors that this installation has, as
 * far as a definition must agree with them. Immutable.
 *
 * @param sources specs of the source connectors
 * @param destinations specs of the destination connectors
 */
public record ConnectionCatalog(
    Connections connections, List<ConnectorSpec> sources, List<ConnectorSpec> destinations)
    implements Surroundings {
  public ConnectionCatalog {
    sources = List.copyOf(sources);
    destinations = List.copyOf(destinations);
  }

  @Override
  public void source(SourceDefinition source, String path, Consumer<Problem> problems) {
    Optional<Connection> connection =
        connection(source.connection(), path + ".connection", problems);
    if (source.format().isEmpty()) {
      return;
    }
    Optional<ConnectorSpec> spec =
        sources.stream().filter(known -> known.name().equals(source.format())).findFirst();
    if (spec.isEmpty()) {
      List<String> formats = sources.stream().map(ConnectorSpec::name).sorted().toList();
      problems.accept(
          new Problem(
              "unknown-format",
              path + ".format",
              "There is no format `" + source.format() + "`.",
              NearMiss.advice(source.format(), formats, "The formats")));
      return;
    }
    boolean needsOne = !spec.get().connectionTypes().isEmpty();
    if (source.connection().isEmpty() == needsOne) {
      problems.accept(
          new Problem(
              needsOne ? "missing-field" : "unknown-option",
              path + ".connection",
              needsOne ? "is missing." : "is not needed by the format `" + source.format() + "`.",
              needsOne ? "Name a connection that the operator configured." : "Leave it out."));
    }
    connection
        .filter(found -> !spec.get().connectionTypes().contains(found.type()))
        .ifPresent(
            found ->
                problems.accept(
                    wrongType(
                        found,
                        "the format `" + source.format() + "` reads from",
                        spec.get().connectionTypes(),
                        path + ".connection")));
    ObjectNode options = source.options();
    OptionCheck.check(spec.get(), options, path, problems);
  }

  @Override
  public void destination(String connection, String path, Consumer<Problem> problems) {
    Set<String> types =
        destinations.stream()
            .flatMap(spec -> spec.connectionTypes().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    connection(connection, path, problems)
        .filter(found -> !types.contains(found.type()))
        .ifPresent(found -> problems.accept(wrongType(found, "an output goes to", types, path)));
  }

  @Override
  public void pipeline(PipelineDefinition pipeline, Consumer<Problem> problems) {
    new DestinationCheck(
            connections::find,
            type ->
                destinations.stream()
                    .filter(spec -> spec.connectionTypes().contains(type))
                    .findFirst(),
            problems)
        .pipeline(pipeline);
  }

  private Optional<Connection> connection(String name, String path, Consumer<Problem> problems) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<Connection> found = connections.find(name);
    if (found.isEmpty()) {
      problems.accept(
          new Problem(
              "unknown-connection",
              path,
              "There is no connection `" + name + "`.",
              NearMiss.advice(
                  name, names(connections.all()), "The connections that are configured")));
    }
    return found;
  }

  private Problem wrongType(Connection found, String verb, Set<String> types, String path) {
    List<Connection> fitting =
        connections.all().stream().filter(other -> types.contains(other.type())).toList();
    String advice =
        fitting.isEmpty()
            ? "Ask the operator to configure one."
            : "Connections that fit: " + String.join(", ", names(fitting)) + ".";
    return new Problem(
        "wrong-connection-type",
        path,
        "The connection `"
            + found.name()
            + "` is of type "
            + found.type()
            + ", but "
            + verb
            + " a connection of type "
            + String.join(" or ", new TreeSet<>(types))
            + ".",
        advice);
  }

  private static List<String> names(Collection<Connection> connections) {
    return connections.stream().map(Connection::name).sorted().toList();
  }
}

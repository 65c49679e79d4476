package dev.penstock.definition.catalog;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.DestinationAbilities;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.Problem;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether the destination of a pipeline can do what the pipeline asks of it. */
final class DestinationCheck {
  private final Function<String, Optional<Connection>> connections;
  private final Function<String, Optional<ConnectorSpec>> specs;
  private final Consumer<Problem> problems;

  /**
   * Makes a check.
   *
   * @param specs the kind of destination by type of connection
   */
  DestinationCheck(
      Function<String, Optional<Connection>> connections,
      Function<String, Optional<ConnectorSpec>> specs,
      Consumer<Problem> problems) {
    this.connections = connections;
    this.specs = specs;
    this.problems = problems;
  }

  void pipeline(PipelineDefinition pipeline) {
    pipeline
        .streams()
        .forEach(
            (stream, definition) ->
                definition
                    .outputs()
                    .forEach(
                        (name, output) ->
                            output("streams." + stream + ".outputs." + name, output)));
    pipeline.streams().values().stream()
        .flatMap(stream -> stream.outputs().values().stream())
        .findFirst()
        .flatMap(output -> abilities(output.connection()))
        .ifPresent(
            abilities ->
                pipeline
                    .models()
                    .forEach((name, model) -> model("models." + name, model, abilities)));
  }

  private Optional<DestinationAbilities> abilities(String connection) {
    return connections
        .apply(connection)
        .map(Connection::type)
        .flatMap(specs)
        .map(ConnectorSpec::abilities);
  }

  private void output(String path, OutputDefinition output) {
    Optional<DestinationAbilities> found = abilities(output.connection());
    if (found.isEmpty()) {
      return;
    }
    DestinationAbilities abilities = found.get();
    boolean allowed =
        abilities
            .permission()
            .map(setting -> connections.apply(output.connection()).flatMap(c -> c.setting(setting)))
            .map(setting -> setting.map(Boolean::valueOf).orElse(false))
            .orElse(true);
    if (!allowed) {
      problems.accept(
          new Problem(
              "not-writable",
              path + ".connection",
              "Pipelines may not write to the connection `" + output.connection() + "`.",
              "Name another one, or let the operator set `"
                  + abilities.permission().orElseThrow()
                  + "` to true."));
    }
    if (!abilities.modes().contains(output.mode())) {
      problems.accept(
          new Problem(
              "not-here",
              path + ".mode",
              "The connection `"
                  + output.connection()
                  + "` cannot keep rows as `"
                  + word(output.mode())
                  + "`.",
              "It knows " + words(abilities.modes()) + "."));
    }
    if (!abilities.indexes() && !output.layout().indexes().isEmpty()) {
      problems.accept(noIndexes(path));
    }
    if (!abilities.lineage() && output.lineage()) {
      problems.accept(
          new Problem(
              "not-here",
              path + ".lineage",
              "Rows at the connection `"
                  + output.connection()
                  + "` cannot note where they came from.",
              "Leave it out."));
    }
    output
        .layout()
        .partition()
        .filter(partition -> !abilities.keysAcrossPartitions())
        .filter(p -> !output.key().isEmpty() && !output.key().contains(p.by()))
        .ifPresent(
            partition ->
                problems.accept(
                    new Problem(
                        "partition-key",
                        path + ".partition",
                        "divides the rows by `"
                            + partition.by()
                            + "`, which is not in the output's `key`: here a key is unique within a"
                            + " partition only.",
                        "Add the column to `key`, divide by a column of the key, or leave one of"
                            + " the two out.")));
  }

  private void model(String path, ModelDefinition model, DestinationAbilities abilities) {
    if (!abilities.models().contains(model.materialized())) {
      problems.accept(
          new Problem(
              "not-here",
              path + ".materialized",
              "The destination cannot make a `" + word(model.materialized()) + "` of a model.",
              "It knows " + words(abilities.models()) + "."));
    }
    if (!abilities.indexes() && !model.indexes().isEmpty()) {
      problems.accept(noIndexes(path));
    }
    if (!abilities.statements() && !model.after().isEmpty()) {
      problems.accept(
          new Problem(
              "not-here",
              path + ".after",
              "The destination takes no statements behind a model.",
              "Leave them out."));
    }
  }

  private static Problem noIndexes(String path) {
    return new Problem(
        "not-here", path + ".indexes", "The destination has no indexes.", "Leave them out.");
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String words(Collection<? extends Enum<?>> values) {
    return values.stream()
        .sorted()
        .map(value -> "`" + word(value) + "`")
        .collect(Collectors.joining(", "));
  }
}

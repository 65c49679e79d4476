package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Reads what is different in the places where a pipeline runs. */
final class EnvironmentsReader {
  private static final String CONNECTION = "a text that names a connection";

  private final JsonNode pipeline;
  private final Map<String, ParameterDefinition> parameters;

  /**
   * @param pipeline the definition as its author wrote it
   */
  EnvironmentsReader(JsonNode pipeline, Map<String, ParameterDefinition> parameters) {
    this.pipeline = pipeline;
    this.parameters = parameters;
  }

  Map<String, EnvironmentDefinition> read(Spot spot) {
    Map<String, EnvironmentDefinition> environments = new LinkedHashMap<>();
    spot.entries("a map of environments by name", 0, DefinitionLimits.ENVIRONMENTS)
        .forEach(
            (name, environment) -> {
              if (!Names.PART_PATTERN.matcher(name).matches()) {
                environment.problem(
                    "bad-name",
                    "The name `" + Paths.shown(name) + "` is not allowed.",
                    "Use lower-case letters, digits and `_`, for example `prod`.");
              }
              environments.put(name, environment(environment));
            });
    return environments;
  }

  private EnvironmentDefinition environment(Spot spot) {
    Spot.Fields fields = spot.fields(Shape.ENVIRONMENT);
    Map<String, JsonNode> overrides = new LinkedHashMap<>();
    fields
        .get("set")
        .ifPresent(
            set -> {
              set.entries("a map of path to value", 0, DefinitionLimits.OVERRIDES)
                  .forEach((path, value) -> overrides.put(path, value.node()));
              if (pipeline instanceof ObjectNode object) {
                Overrides.apply(object.deepCopy(), overrides, set.path(), spot.problems()::add);
              }
            });
    return new EnvironmentDefinition(
        fields.get("connections").map(this::connections).orElseGet(Map::of),
        fields.get("parameters").map(this::values).orElseGet(Map::of),
        overrides);
  }

  private Map<String, String> connections(Spot spot) {
    Set<String> used = new LinkedHashSet<>();
    Places.change(
        pipeline,
        (kind, text, path) -> {
          if (kind == Places.Kind.CONNECTION) {
            used.add(text);
          }
          return text;
        });
    Map<String, String> connections = new LinkedHashMap<>();
    spot.entries("a map of connection to connection", 0, DefinitionLimits.COLUMNS)
        .forEach(
            (from, to) -> {
              if (!used.contains(from)) {
                to.problem(
                    "unknown-connection",
                    "No source and no output names the connection `" + Paths.shown(from) + "`.",
                    NearMiss.advice(from, used, "The connections of this pipeline"));
              }
              String name = to.text(CONNECTION);
              if (!name.isEmpty() && !Names.CONNECTION_PATTERN.matcher(name).matches()) {
                to.problem("bad-name", "`" + Paths.shown(name) + "` cannot name a connection.", "");
              }
              connections.put(from, name);
            });
    return connections;
  }

  private Map<String, String> values(Spot spot) {
    Map<String, String> values = new LinkedHashMap<>();
    spot.entries("a map of parameter to value", 0, DefinitionLimits.PARAMETERS)
        .forEach(
            (name, value) ->
                Values.one(parameters, name, value.node(), value.path(), value.problems()::add)
                    .ifPresent(found -> values.put(name, found)));
    return values;
  }
}

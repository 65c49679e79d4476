package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What is different in a place where the pipeline runs, such as {@code dev} or {@code prod}.
 *
 * @param connections other connections by the name of those that they take the place of
 * @param parameters other values of parameters that a run does not bring, as text
 * @param overrides other values by their path in the definition, for example {@code
 *     settings.parallelism}
 */
public record EnvironmentDefinition(
    Map<String, String> connections,
    Map<String, String> parameters,
    Map<String, JsonNode> overrides) {
  public EnvironmentDefinition {
    connections = Ordered.copy(connections);
    parameters = Ordered.copy(parameters);
    overrides = Ordered.copy(overrides);
  }
}

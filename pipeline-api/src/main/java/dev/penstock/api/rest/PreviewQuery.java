package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.definition.Effective;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads with which values a definition is to be looked at. */
final class PreviewQuery {
  private static final List<String> KNOWN = List.of("records", "environment", "parameters", "set");

  private PreviewQuery() {}

  static Effective.Wish read(MultivaluedMap<String, String> query) {
    ObjectNode words = RunQuery.read(query);
    List<Problem> problems =
        words.properties().stream()
            .map(Map.Entry::getKey)
            .filter(name -> !KNOWN.contains(name))
            .map(
                name ->
                    new Problem(
                        "unknown-parameter",
                        "query parameter " + Parameters.shown(name),
                        "There is no such parameter here.",
                        NearMiss.advice(
                            name,
                            List.of("records", "environment", "parameter.NAME", "set.PATH"),
                            "The parameters")))
            .toList();
    if (!problems.isEmpty()) {
      throw new Refusal(BAD_REQUEST, problems);
    }
    return new Effective.Wish(
        Optional.ofNullable(words.get("environment")).map(JsonNode::asText),
        map(words.path("parameters")),
        map(words.path("set")));
  }

  private static Map<String, JsonNode> map(JsonNode object) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    object.properties().forEach(one -> values.put(one.getKey(), one.getValue()));
    return values;
  }
}

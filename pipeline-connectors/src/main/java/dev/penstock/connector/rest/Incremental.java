package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * How only new records are asked for.
 *
 * @param field where a record has the value that grows
 * @param param the parameter that gets the greatest value read so far
 * @param start what it gets where nothing was read yet
 * @param untilParam the parameter that gets the time of planning
 */
record Incremental(
    JsonPath field, String param, Optional<String> start, Optional<String> untilParam) {
  /**
   * What one run reads.
   *
   * @param from the greatest value of earlier runs
   * @param until the time of planning, where it is asked for
   */
  record Window(Optional<JsonNode> from, Optional<String> until) {
    private static final String VALUE = "value";
    private static final String UNTIL = "until";

    JsonNode toJson() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      from.ifPresent(value -> json.set(VALUE, Scalars.note(value)));
      until.ifPresent(time -> json.put(UNTIL, time));
      return json;
    }

    static Window fromJson(JsonNode json) {
      return new Window(
          Optional.ofNullable(json.get(VALUE)).map(Scalars::ofNote),
          Optional.ofNullable(json.get(UNTIL)).map(JsonNode::textValue));
    }

    /** The form in which a value is kept for the next run. */
    static JsonNode state(JsonNode value) {
      return JsonNodeFactory.instance.objectNode().set(VALUE, Scalars.note(value));
    }
  }
}

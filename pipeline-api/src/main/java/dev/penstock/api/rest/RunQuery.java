package dev.penstock.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the query of an address says of a run, as the object that says the same: {@code
 * parameter.NAME=} and {@code set.PATH=} beside the fields; {@code streams=a,b} is a list.
 */
final class RunQuery {
  private static final String PARAMETER = "parameter.";
  private static final String SET = "set.";
  private static final int LONGEST_NUMBER = 18;
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private RunQuery() {}

  static ObjectNode read(MultivaluedMap<String, String> query) {
    ObjectNode words = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, List<String>> one : query.entrySet()) {
      String name = one.getKey();
      String value = one.getValue().isEmpty() ? "" : one.getValue().getFirst();
      if (name.startsWith(PARAMETER)) {
        words.withObjectProperty("parameters").put(name.substring(PARAMETER.length()), value);
      } else if (name.startsWith(SET)) {
        words.withObjectProperty("set").set(name.substring(SET.length()), json(value));
      } else if (!value.isBlank()) {
        words.set(name, word(name, value));
      }
    }
    return words;
  }

  private static JsonNode word(String name, String value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (name) {
      case "streams" -> {
        var list = nodes.arrayNode();
        Arrays.stream(value.split(",", -1)).map(String::strip).forEach(list::add);
        yield list;
      }
      case "limit", "priority" ->
          value.matches("-?\\d{1," + LONGEST_NUMBER + "}")
              ? nodes.numberNode(Long.parseLong(value))
              : nodes.textNode(value);
      default -> nodes.textNode(value);
    };
  }

  /** A number, {@code true} and so on as they are, everything else as text. */
  private static JsonNode json(String value) {
    try {
      JsonNode node = MAPPER.readTree(value);
      return node.isMissingNode() ? JsonNodeFactory.instance.textNode(value) : node;
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.textNode(value);
    }
  }
}

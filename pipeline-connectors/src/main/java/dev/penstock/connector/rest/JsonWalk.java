package dev.penstock.connector.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a JSON text that makes no tree of it: finds single values and the extent of one
 * array. Used once.
 */
final class JsonWalk {
  static final JsonFactory FACTORY = new JsonFactory();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int MAX_NAMES = 20;

  private final @Nullable JsonPath array;
  private final Collection<JsonPath> wanted;
  private final Map<JsonPath, JsonNode> values = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private int from = -1;
  private int to = -1;
  private boolean isNull;
  private int deepest = -1;

  /**
   * @param array where an array is expected; {@code null} for none
   * @param wanted where scalars are expected
   */
  JsonWalk(@Nullable JsonPath array, Collection<JsonPath> wanted) {
    this.array = array;
    this.wanted = wanted;
  }

  /**
   * Reads UTF-8 text, one value.
   *
   * @throws IOException where it is malformed
   */
  JsonWalk over(byte[] utf8, int start, int end) throws IOException {
    try (JsonParser parser = FACTORY.createParser(utf8, start, end - start)) {
      parser.nextToken();
      if (array != null && array.isRoot()) {
        extent(parser, start);
      } else if (parser.currentToken() == JsonToken.START_OBJECT) {
        object(parser, start, List.of());
      } else {
        parser.skipChildren();
      }
      parser.finishToken();
      if (parser.nextToken() != null) {
        throw new IOException("more than one value");
      }
    }
    return this;
  }

  /** The values that were found; objects and arrays as empty ones. */
  Map<JsonPath, JsonNode> values() {
    return values;
  }

  /** Where the array starts; negative where there is none. */
  int from() {
    return from;
  }

  /** Behind the array's end. */
  int to() {
    return to;
  }

  /** Whether {@code null} stands in the array's place. */
  boolean isNull() {
    return isNull;
  }

  /** Names of fields in the last object on the way to the array. */
  List<String> names() {
    return names;
  }

  private void object(JsonParser parser, int start, List<String> walked) throws IOException {
    boolean onTheWay =
        array != null
            && array.names().size() > walked.size()
            && array.names().subList(0, walked.size()).equals(walked);
    if (onTheWay && walked.size() > deepest) {
      deepest = walked.size();
      names.clear();
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (onTheWay && names.size() < MAX_NAMES) {
        names.add(name);
      }
      parser.nextToken();
      value(parser, start, walked, name);
    }
  }

  private void value(JsonParser parser, int start, List<String> walked, String name)
      throws IOException {
    for (JsonPath path : wanted) {
      if (path.is(walked, name)) {
        values.put(path, scalar(parser));
      }
    }
    if (array != null && array.is(walked, name)) {
      extent(parser, start);
    } else if (parser.currentToken() == JsonToken.START_OBJECT && leadsOn(walked, name)) {
      List<String> next = new ArrayList<>(walked);
      next.add(name);
      object(parser, start, next);
    } else {
      parser.skipChildren();
    }
  }

  private boolean leadsOn(List<String> walked, String name) {
    return array != null && array.continues(walked, name)
        || wanted.stream().anyMatch(path -> path.continues(walked, name));
  }

  private void extent(JsonParser parser, int start) throws IOException {
    isNull = parser.currentToken() == JsonToken.VALUE_NULL;
    boolean found = parser.currentToken() == JsonToken.START_ARRAY;
    long first = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    if (found) {
      from = Math.toIntExact(start + first);
      to = Math.toIntExact(start + parser.currentLocation().getByteOffset());
    }
  }

  private static JsonNode scalar(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case START_OBJECT -> NODES.objectNode();
      case START_ARRAY -> NODES.arrayNode();
      default -> NODES.nullNode();
    };
  }

  private static JsonNode whole(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> NODES.numberNode(parser.getBigIntegerValue());
    };
  }
}

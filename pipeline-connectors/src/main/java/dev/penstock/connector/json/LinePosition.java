package dev.penstock.connector.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A place between two lines.
 *
 * @param offset in the uncompressed bytes
 * @param line the line that starts there, counted from 1
 */
record LinePosition(long offset, long line) {
  static final LinePosition START = new LinePosition(0, 1);

  ObjectNode toJson() {
    return JsonNodeFactory.instance.objectNode().put("offset", offset).put("line", line);
  }

  static LinePosition fromJson(JsonNode json) {
    return new LinePosition(json.required("offset").longValue(), json.required("line").longValue());
  }
}

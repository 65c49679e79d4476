package dev.penstock.connector.csv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * A place between two records.
 *
 * @param offset in the text bytes ({@link TextForm})
 * @param line the line that starts there, counted from 1
 */
record Position(long offset, long line) {
  JsonNode toJson() {
    return JsonNodeFactory.instance.objectNode().put("offset", offset).put("line", line);
  }

  static Position fromJson(JsonNode json) {
    return new Position(json.required("offset").longValue(), json.required("line").longValue());
  }
}

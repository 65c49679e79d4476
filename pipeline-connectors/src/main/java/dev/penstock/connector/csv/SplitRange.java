package dev.penstock.connector.csv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.connector.files.FileStamp;

/**
 * What a split covers: the text bytes of a file from a record's start to behind another's end.
 *
 * @param to exclusive; {@link #TO_THE_END} where the length of the text is not known
 */
record SplitRange(Position from, long to, FileStamp stamp) {
  static final long TO_THE_END = -1;

  JsonNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("offset", from.offset())
        .put("line", from.line())
        .put("to", to)
        .put("size", stamp.size())
        .put("version", stamp.version());
  }

  static SplitRange fromJson(JsonNode json) {
    return new SplitRange(
        Position.fromJson(json),
        json.required("to").longValue(),
        new FileStamp(json.required("size").longValue(), json.required("version").textValue()));
  }
}

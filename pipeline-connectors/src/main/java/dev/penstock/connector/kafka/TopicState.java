package dev.penstock.connector.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a topic was read.
 *
 * @param id Kafka's own id of the topic, which tells a topic that was made anew
 * @param offsets partition to the offset behind the last that was read
 */
record TopicState(String topic, String id, SortedMap<Integer, Long> offsets) {
  static TopicState fromJson(JsonNode json) {
    SortedMap<Integer, Long> offsets = new TreeMap<>();
    json.path("offsets")
        .properties()
        .forEach(e -> offsets.put(Integer.valueOf(e.getKey()), e.getValue().asLong()));
    return new TopicState(json.path("topic").asText(), json.path("id").asText(), offsets);
  }

  JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("topic", topic).put("id", id);
    ObjectNode all = json.putObject("offsets");
    offsets.forEach((partition, offset) -> all.put(partition.toString(), offset));
    return json;
  }
}

package dev.penstock.connector.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of a partition.
 *
 * @param from the first
 * @param to the one behind the last
 */
record PartitionRange(String topic, int partition, long from, long to) {
  static PartitionRange fromJson(JsonNode json) {
    return new PartitionRange(
        json.path("topic").asText(),
        json.path("partition").asInt(),
        json.path("from").asLong(),
        json.path("to").asLong());
  }

  JsonNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("topic", topic)
        .put("partition", partition)
        .put("from", from)
        .put("to", to);
  }

  TopicPartition topicPartition() {
    return new TopicPartition(topic, partition);
  }

  long size() {
    return to - from;
  }

  /** What a person calls the partition. */
  String origin() {
    return topic + "[" + partition + "]";
  }
}

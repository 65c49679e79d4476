package dev.penstock.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** One object of a cluster. */
record Manifest(ObjectNode json) {
  String kind() {
    return json.path("kind").asText();
  }

  String name() {
    return json.at("/metadata/name").asText();
  }

  String id() {
    return kind() + "/" + name();
  }

  /** A value by its JSON pointer; missing where there is none. */
  JsonNode at(String pointer) {
    return json.at(pointer);
  }

  boolean isWorkload() {
    return kind().equals("Deployment") || kind().equals("StatefulSet");
  }

  /** The containers of a workload's pods. */
  List<JsonNode> containers() {
    return elements(at("/spec/template/spec/containers"));
  }

  static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  static List<String> texts(JsonNode array) {
    return elements(array).stream().map(JsonNode::asText).toList();
  }

  @Override
  public String toString() {
    return id();
  }
}

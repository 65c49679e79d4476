package dev.penstock.definition.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.definition.Shape;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Builds what JSON Schemas are made of. Stateless. */
final class Schemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Schemas() {}

  static ObjectNode either(ObjectNode one, ObjectNode other) {
    ObjectNode either = NODES.objectNode();
    either.putArray("anyOf").add(one).add(other);
    return either;
  }

  static ObjectNode described(ObjectNode schema, String description) {
    return schema.put("description", description);
  }

  static ObjectNode text() {
    return text("\\S");
  }

  static ObjectNode text(String pattern) {
    return NODES.objectNode().put("type", "string").put("pattern", pattern);
  }

  static ObjectNode words(List<String> values) {
    ObjectNode words = NODES.objectNode();
    values.forEach(words.putArray("enum")::add);
    return words;
  }

  static <E extends Enum<E>> ObjectNode words(E[] values) {
    return words(Stream.of(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList());
  }

  static ObjectNode types(String... names) {
    ObjectNode any = NODES.objectNode();
    ArrayNode types = any.putArray("type");
    Stream.of(names).forEach(types::add);
    return any;
  }

  static ObjectNode list(ObjectNode items, int min, int max) {
    ObjectNode list = NODES.objectNode().put("type", "array").put("minItems", min);
    list.put("maxItems", max);
    list.set("items", items);
    return list;
  }

  static ObjectNode map(String names, ObjectNode values, int min, int max) {
    ObjectNode map = NODES.objectNode().put("type", "object").put("minProperties", min);
    map.put("maxProperties", max);
    map.putObject("propertyNames").put("pattern", names);
    map.set("additionalProperties", values);
    return map;
  }

  static ObjectNode ref(Shape shape) {
    return ref(name(shape));
  }

  static ObjectNode ref(String name) {
    return NODES.objectNode().put("$ref", "#/$defs/" + name);
  }

  static String name(Shape shape) {
    return shape.name().toLowerCase(Locale.ROOT);
  }
}

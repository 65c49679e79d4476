package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A value in a definition together with its path. Reading it as something that it is not reports a
 * problem and answers with an empty value, so that the walk goes on to the next mistake.
 */
record Spot(JsonNode node, String path, Problems problems) {
  /** How the definition as a whole is named in messages. */
  static final String ROOT = "pipeline";

  static Spot root(JsonNode node, Problems problems) {
    return new Spot(node, "", problems);
  }

  /** The path as a problem's place, never empty. */
  String where() {
    return path.isEmpty() ? ROOT : path;
  }

  void problem(String code, String message, String advice) {
    problems.add(new Problem(code, where(), message, advice));
  }

  /** The map's values by key, in the author's order; empty where this is no map. */
  Map<String, Spot> entries(String expected) {
    Map<String, Spot> entries = new LinkedHashMap<>();
    if (!node.isObject()) {
      wrongType(expected);
      return entries;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      entries.put(
          field.getKey(), new Spot(field.getValue(), Paths.child(path, field.getKey()), problems));
    }
    return entries;
  }

  /** The same, with at least {@code min} entries; those behind {@code max} are left out. */
  Map<String, Spot> entries(String expected, int min, int max) {
    Map<String, Spot> entries = entries(expected);
    if (node.isObject()) {
      size(entries.size(), min, max);
      entries.keySet().removeAll(entries.keySet().stream().skip(max).toList());
    }
    return entries;
  }

  /** The field of this name; empty where this is no map or has none. */
  Optional<Spot> child(String name) {
    return Optional.ofNullable(node.get(name))
        .map(value -> new Spot(value, Paths.child(path, name), problems));
  }

  /** The list's items, at least {@code min}; those behind {@code max} are left out. */
  List<Spot> items(String expected, int min, int max) {
    List<Spot> items = new ArrayList<>();
    if (!node.isArray()) {
      wrongType(expected);
      return items;
    }
    size(node.size(), min, max);
    for (int i = 0; i < Math.min(node.size(), max); i++) {
      items.add(new Spot(node.get(i), Paths.item(path, i), problems));
    }
    return items;
  }

  /** The object's fields, checked for unknown and missing ones. */
  Fields fields(Shape shape) {
    Map<String, Spot> entries = entries("a map with the fields " + list(shape.names()));
    Fields fields = new Fields(this, entries);
    if (node.isObject()) {
      fields.check(shape);
    }
    return fields;
  }

  /** A text that is not blank. */
  String text(String expected) {
    if (!node.isTextual()) {
      wrongType(expected);
      return "";
    }
    if (node.textValue().isBlank()) {
      problem("empty", "is empty; expected " + expected + ".", "");
      return "";
    }
    return node.textValue();
  }

  /** True or false. */
  boolean truth() {
    if (!node.isBoolean()) {
      wrongType("true or false");
    }
    return node.booleanValue();
  }

  /** A whole number that is not negative. */
  OptionalLong count() {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      wrongType("a whole number that is not negative");
      return OptionalLong.empty();
    }
    return OptionalLong.of(node.longValue());
  }

  /** A part of a whole: above 0, at most 1. */
  double ratio() {
    if (!node.isNumber() || !(node.doubleValue() > 0 && node.doubleValue() <= 1)) {
      wrongType("a number above 0 and at most 1");
      return 1;
    }
    return node.doubleValue();
  }

  void wrongType(String expected) {
    String advice =
        expected.startsWith("a text") && (node.isNumber() || node.isBoolean())
            ? "Put the value in quotes."
            : "";
    problem("wrong-type", "is " + kind(node) + "; expected " + expected + ".", advice);
  }

  static String list(List<String> words) {
    return String.join(", ", words);
  }

  private void size(int size, int min, int max) {
    if (size < min) {
      problem("too-few", "is empty; expected at least " + min + ".", "");
    } else if (size > max) {
      problem(
          "too-many",
          "has " + size + " entries; at most " + max + " are allowed.",
          "Split it into several pipelines.");
    }
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "a map";
      case STRING, BINARY -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL, MISSING -> "empty";
    };
  }

  /** The fields of one object. */
  record Fields(Spot parent, Map<String, Spot> entries) {
    Optional<Spot> get(String name) {
      return Optional.ofNullable(entries.get(name));
    }

    /** The field's text; empty where it is missing or wrong, which is then reported already. */
    String text(String name, String expected) {
      return get(name).map(spot -> spot.text(expected)).orElse("");
    }

    private void check(Shape shape) {
      // A source's other fields belong to its format.
      if (shape != Shape.SOURCE) {
        entries.forEach(
            (name, spot) -> {
              if (!shape.names().contains(name)) {
                spot.problem(
                    "unknown-field",
                    "is not a field that exists here.",
                    NearMiss.advice(name, shape.names(), "The fields here"));
              }
            });
      }
      for (Shape.Field field : shape.fields()) {
        if (field.required() && !entries.containsKey(field.name())) {
          String path = Paths.child(parent.path(), field.name());
          parent.problems().add("missing-field", path, "is missing.", field.description());
        }
      }
    }
  }
}

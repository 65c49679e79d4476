package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** A definition as a tree, whatever it means. Stateless. */
public final class DefinitionTree {
  private DefinitionTree() {}

  /**
   * The values of a YAML or JSON text by their paths, in their order: texts, numbers, booleans, and
   * lists and maps without anything in them.
   *
   * @throws dev.penstock.error.PermanentException where it is neither YAML nor JSON
   */
  public static Map<String, JsonNode> values(String text) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    collect("", Document.read(text, new Problems()), values);
    return values;
  }

  private static void collect(String path, JsonNode node, Map<String, JsonNode> values) {
    if (!node.isContainerNode() || node.isEmpty()) {
      values.put(path, node);
    } else if (node.isObject()) {
      node.properties()
          .forEach(entry -> collect(Paths.child(path, entry.getKey()), entry.getValue(), values));
    } else {
      for (int i = 0; i < node.size(); i++) {
        collect(Paths.item(path, i), node.get(i), values);
      }
    }
  }
}

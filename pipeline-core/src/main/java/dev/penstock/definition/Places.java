package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * Where texts stand in the tree of a definition that mean something to a run's parameters and
 * environment. What is changed is a text for a text: no value can change the tree.
 */
final class Places {
  private static final Set<String> FIXED =
      Set.of("format", "schema", "infer_types", "on_schema_change");

  private static final Rule STEP_SQL = leaf(Kind.STEP_SQL);
  private static final Rule SQL = leaf(Kind.DESTINATION_SQL);
  private static final Rule TEXT = leaf(Kind.TEXT);
  private static final Rule CONNECTION = leaf(Kind.CONNECTION);
  private static final Rule RULES = items(fields(Map.of("check", STEP_SQL)));
  private static final Rule OUTPUT =
      fields(
          Map.of(
              "connection",
              CONNECTION,
              "table",
              TEXT,
              "description",
              TEXT,
              "columns",
              each(TEXT),
              "validate",
              RULES));
  private static final Rule STEPS = items(Places::step);
  private static final Rule STREAM =
      fields(
          Map.of(
              "source",
              Places::source,
              "bronze",
              fields(Map.of("table", TEXT)),
              "lookups",
              each(Places::source),
              "steps",
              STEPS,
              "outputs",
              each(OUTPUT)));
  private static final Rule MODEL =
      fields(
          Map.of(
              "sql",
              SQL,
              "after",
              items(SQL),
              "table",
              TEXT,
              "description",
              TEXT,
              "columns",
              each(TEXT)));
  private static final Rule CHECK = fields(Map.of("sql", SQL, "description", TEXT));
  private static final Rule PIPELINE =
      fields(
          Map.of(
              "description",
              TEXT,
              "streams",
              each(STREAM),
              "models",
              each(MODEL),
              "checks",
              items(CHECK)));

  private Places() {}

  /** What a text means. */
  enum Kind {
    /** SQL of a step or a rule, which DuckDB runs. */
    STEP_SQL,
    /** SQL of a model or a check, which the destination runs. */
    DESTINATION_SQL,
    /** SQL that the source's own database runs, whichever that is. */
    SOURCE_SQL,
    /** No SQL: a file, an address, a description, a table. */
    TEXT,
    /** The name of a connection. */
    CONNECTION
  }

  /** What becomes of a text. */
  @FunctionalInterface
  interface Change {
    String of(Kind kind, String text, String path);
  }

  /** The definition with its texts changed. */
  static JsonNode change(JsonNode pipeline, Change change) {
    return PIPELINE.apply(pipeline, "", change);
  }

  @FunctionalInterface
  private interface Rule {
    JsonNode apply(JsonNode node, String path, Change change);
  }

  private static Rule leaf(Kind kind) {
    return (node, path, change) ->
        node.isTextual()
            ? JsonNodeFactory.instance.textNode(change.of(kind, node.textValue(), path))
            : node;
  }

  private static Rule fields(Map<String, Rule> rules) {
    return (node, path, change) -> {
      if (!node.isObject()) {
        return node;
      }
      ObjectNode changed = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(
              field -> {
                Rule rule = rules.get(field.getKey());
                changed.set(
                    field.getKey(),
                    rule == null
                        ? field.getValue()
                        : rule.apply(field.getValue(), Paths.child(path, field.getKey()), change));
              });
      return changed;
    };
  }

  private static Rule each(Rule rule) {
    return (node, path, change) -> {
      if (!node.isObject()) {
        return node;
      }
      ObjectNode changed = JsonNodeFactory.instance.objectNode();
      node.properties()
          .forEach(
              entry ->
                  changed.set(
                      entry.getKey(),
                      rule.apply(entry.getValue(), Paths.child(path, entry.getKey()), change)));
      return changed;
    };
  }

  private static Rule items(Rule rule) {
    return (node, path, change) -> {
      if (!node.isArray()) {
        return node;
      }
      ArrayNode changed = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < node.size(); i++) {
        changed.add(rule.apply(node.get(i), Paths.item(path, i), change));
      }
      return changed;
    };
  }

  /** A method and no constant, as the steps of a branch are steps again. */
  private static JsonNode step(JsonNode node, String path, Change change) {
    Rule branch = fields(Map.of("steps", items(Places::step), "output", OUTPUT));
    return fields(
            Map.of(
                "filter",
                STEP_SQL,
                "sql",
                STEP_SQL,
                "derive",
                each(STEP_SQL),
                "validate",
                RULES,
                "lookup",
                fields(Map.of("default", each(STEP_SQL))),
                "aggregate",
                fields(Map.of("values", each(STEP_SQL))),
                "branch",
                each(branch)))
        .apply(node, path, change);
  }

  /** All texts of a source but those that decide how the others are read. */
  private static JsonNode source(JsonNode node, String path, Change change) {
    if (!node.isObject()) {
      return node;
    }
    ObjectNode changed = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      Rule rule =
          switch (name) {
            case "connection" -> CONNECTION;
            case "validate" -> RULES;
            case "query" -> field.getValue().isTextual() ? leaf(Kind.SOURCE_SQL) : Places::texts;
            default -> FIXED.contains(name) ? (value, at, with) -> value : Places::texts;
          };
      changed.set(name, rule.apply(field.getValue(), Paths.child(path, name), change));
    }
    return changed;
  }

  private static JsonNode texts(JsonNode node, String path, Change change) {
    if (node.isObject()) {
      return each(Places::texts).apply(node, path, change);
    }
    return node.isArray()
        ? items(Places::texts).apply(node, path, change)
        : TEXT.apply(node, path, change);
  }
}

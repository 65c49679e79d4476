package dev.penstock.transform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What Penstock asks of a syntax tree that DuckDB's parser gave. */
final class SqlTree {
  private final JsonNode root;

  SqlTree(JsonNode root) {
    this.root = root;
  }

  /** The node where it is the tree of one expression alone, without anything beside it. */
  boolean isOneExpression() {
    JsonNode node = root.path("statements").path(0).path("node");
    return root.path("statements").size() == 1
        && node.path("type").asText().equals("SELECT_NODE")
        && node.path("select_list").size() == 1
        && node.path("select_list").path(0).path("alias").asText().isEmpty()
        && node.path("from_table").path("type").asText().equals("EMPTY")
        && node.path("modifiers").isEmpty()
        && node.path("cte_map").path("map").isEmpty()
        && node.path("group_expressions").isEmpty()
        && isAbsent(node.path("where_clause"))
        && isAbsent(node.path("having"))
        && isAbsent(node.path("qualify"))
        && isAbsent(node.path("sample"));
  }

  boolean isOneStatement() {
    return root.path("statements").size() == 1;
  }

  /** The expression of {@link #isOneExpression}. */
  JsonNode expression() {
    return root.path("statements").path(0).path("node").path("select_list").path(0);
  }

  boolean has(String nodeClass) {
    return !ofClass(nodeClass).isEmpty();
  }

  List<JsonNode> ofClass(String nodeClass) {
    return nodes(root).stream().filter(n -> n.path("class").asText().equals(nodeClass)).toList();
  }

  /** Tables and table functions of a query, by their type in the tree. */
  List<JsonNode> ofType(String type) {
    return nodes(root).stream().filter(n -> n.path("type").asText().equals(type)).toList();
  }

  /** The words behind {@code $}; numbers for {@code ?}. */
  Set<String> parameters() {
    Set<String> names = new TreeSet<>();
    ofClass("PARAMETER").forEach(n -> names.add(n.path("identifier").asText()));
    return names;
  }

  /** Each column as it is written, in parts: {@code [s, amount]}. */
  Set<List<String>> columns() {
    Set<List<String>> columns = new LinkedHashSet<>();
    for (JsonNode node : ofClass("COLUMN_REF")) {
      List<String> parts = new ArrayList<>();
      node.path("column_names").forEach(part -> parts.add(part.asText()));
      columns.add(parts);
    }
    return columns;
  }

  /** The names that WITH gives, wherever in the query. */
  Set<String> commonTables() {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode node : nodes(root)) {
      for (JsonNode entry : node.path("cte_map").path("map")) {
        names.add(Quoted.key(entry.path("key").asText()));
      }
    }
    return names;
  }

  /** The node and everything below it. */
  static List<JsonNode> nodes(JsonNode from) {
    List<JsonNode> all = new ArrayList<>();
    Deque<JsonNode> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      JsonNode node = open.removeFirst();
      all.add(node);
      node.forEach(open::addLast);
    }
    return all;
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isNull() || node.isMissingNode();
  }
}

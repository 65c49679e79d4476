package dev.penstock.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.lineage.Origin.How;
import dev.penstock.lineage.Relation.Column;
import dev.penstock.transform.SqlSyntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What the columns of a query are made of, by the syntax tree of DuckDB's parser. What it does not
 * understand is left out, never guessed. Thread-safe.
 */
final class QueryLineage {
  private final Map<String, Relation> tables;

  /**
   * @param tables what a query may read, by name in lower case
   */
  QueryLineage(Map<String, Relation> tables) {
    this.tables = tables;
  }

  /** The columns of a query. */
  Relation query(String sql) {
    return SqlSyntax.tree(sql)
        .map(tree -> node(tree.path("statements").path(0).path("node"), tables))
        .orElse(Relation.UNKNOWN);
  }

  /** What an expression over one relation is made of. */
  static Column expression(String text, Relation input) {
    return SqlSyntax.tree("SELECT " + text)
        .map(tree -> tree.path("statements").path(0).path("node").path("select_list").path(0))
        .map(item -> column(item, List.of(new Named("input", input))))
        .orElse(new Column("", Set.of()));
  }

  private record Named(String alias, Relation relation) {}

  private Relation node(JsonNode node, Map<String, Relation> outer) {
    Map<String, Relation> scope = new HashMap<>(outer);
    for (JsonNode cte : node.path("cte_map").path("map")) {
      JsonNode value = cte.path("value");
      JsonNode inner =
          value.has("query_node") ? value.path("query_node") : value.path("query").path("node");
      scope.put(lower(cte.path("key").asText()), node(inner, scope));
    }
    return switch (node.path("type").asText()) {
      case "SELECT_NODE" -> select(node, scope);
      case "SET_OPERATION_NODE" -> union(node, scope);
      default -> Relation.UNKNOWN;
    };
  }

  private Relation select(JsonNode node, Map<String, Relation> scope) {
    List<Named> from = new ArrayList<>();
    from(node.path("from_table"), scope, from);
    Map<String, Column> columns = new LinkedHashMap<>();
    String rest = null;
    boolean whole = true;
    for (JsonNode item : node.path("select_list")) {
      if (!item.path("class").asText().equals("STAR")) {
        Optional<String> name = name(item);
        whole &= name.isPresent();
        name.ifPresent(known -> columns.put(known, column(item, from)));
        continue;
      }
      if (isSpecial(item)) {
        whole = false;
        continue;
      }
      Set<String> excluded = new LinkedHashSet<>();
      item.path("exclude_list").forEach(one -> excluded.add(lower(one.asText())));
      String of = lower(item.path("relation_name").asText());
      for (Named one : from) {
        if (of.isEmpty() || of.equals(one.alias)) {
          one.relation.columns().entrySet().stream()
              .filter(column -> !excluded.contains(lower(column.getKey())))
              .forEach(column -> columns.putIfAbsent(column.getKey(), column.getValue()));
          whole &= one.relation.whole();
          if (excluded.isEmpty() && from.size() == 1) {
            rest = one.relation.rest();
          }
        }
      }
    }
    return new Relation(columns, rest, whole);
  }

  /** Of a union each column is made of what it is in any part. */
  private Relation union(JsonNode node, Map<String, Relation> scope) {
    List<Relation> parts = new ArrayList<>();
    if (node.path("children").isEmpty()) {
      parts.add(node(node.path("left"), scope));
      parts.add(node(node.path("right"), scope));
    } else {
      node.path("children").forEach(child -> parts.add(node(child, scope)));
    }
    if (!parts.stream().allMatch(Relation::whole)) {
      return Relation.UNKNOWN;
    }
    Map<String, Column> columns = new LinkedHashMap<>(parts.getFirst().columns());
    for (Relation part : parts.subList(1, parts.size())) {
      Iterator<Column> others = part.columns().values().iterator();
      columns.replaceAll(
          (name, column) -> {
            Set<Origin> origins = new LinkedHashSet<>(column.origins());
            if (others.hasNext()) {
              origins.addAll(others.next().origins());
            }
            return new Column(column.type(), origins);
          });
    }
    return new Relation(columns, null, true);
  }

  private void from(JsonNode table, Map<String, Relation> scope, List<Named> out) {
    String alias = lower(table.path("alias").asText());
    switch (table.path("type").asText()) {
      case "BASE_TABLE" -> {
        String name = lower(table.path("table_name").asText());
        boolean plain =
            table.path("schema_name").asText().isEmpty()
                && table.path("column_name_alias").isEmpty();
        out.add(
            new Named(
                alias.isEmpty() ? name : alias,
                plain ? scope.getOrDefault(name, Relation.UNKNOWN) : Relation.UNKNOWN));
      }
      case "SUBQUERY" ->
          out.add(new Named(alias, node(table.path("subquery").path("node"), scope)));
      case "JOIN" -> {
        from(table.path("left"), scope, out);
        from(table.path("right"), scope, out);
      }
      case "EMPTY" -> {}
      default -> out.add(new Named(alias, Relation.UNKNOWN));
    }
  }

  private static Column column(JsonNode item, List<Named> from) {
    if (item.path("class").asText().equals("COLUMN_REF")) {
      return resolve(item, from);
    }
    How how = aggregates(item) ? How.AGGREGATION : How.TRANSFORMATION;
    Set<Origin> origins = new LinkedHashSet<>();
    references(item).forEach(ref -> origins.addAll(resolve(ref, from).by(how, "").origins()));
    return new Column("", origins);
  }

  private static Column resolve(JsonNode reference, List<Named> from) {
    List<String> parts = new ArrayList<>();
    reference.path("column_names").forEach(part -> parts.add(part.asText()));
    if (parts.size() > 1) {
      String alias = lower(parts.get(parts.size() - 2));
      for (Named one : from) {
        if (one.alias.equals(alias)) {
          return one.relation.find(parts.getLast()).orElse(new Column("", Set.of()));
        }
      }
    }
    String name = parts.isEmpty() ? "" : parts.getFirst();
    for (Named one : from) {
      if (one.relation.known(name).isPresent()) {
        return one.relation.find(name).orElseThrow();
      }
    }
    // What no table is known to have is of the only one that there is, or of nobody knows which.
    return from.size() == 1
        ? from.getFirst().relation.find(name).orElse(new Column("", Set.of()))
        : new Column("", Set.of());
  }

  private static Optional<String> name(JsonNode item) {
    String alias = item.path("alias").asText();
    if (!alias.isEmpty()) {
      return Optional.of(alias);
    }
    return switch (item.path("class").asText()) {
      case "COLUMN_REF" ->
          Optional.of(
              item.path("column_names").path(item.path("column_names").size() - 1).asText());
      case "CAST" -> name(item.path("child"));
      default -> Optional.empty();
    };
  }

  /** Columns that an expression names, but for those inside of queries of its own. */
  private static List<JsonNode> references(JsonNode node) {
    if (node.path("class").asText().equals("COLUMN_REF")) {
      return List.of(node);
    }
    if (node.path("class").asText().equals("SUBQUERY")) {
      return List.of();
    }
    return StreamSupport.stream(node.spliterator(), false)
        .flatMap(child -> references(child).stream())
        .toList();
  }

  private static boolean aggregates(JsonNode node) {
    return SqlSyntax.isAggregate(node.path("function_name").asText())
        || node.path("class").asText().equals("WINDOW")
        || StreamSupport.stream(node.spliterator(), false).anyMatch(QueryLineage::aggregates);
  }

  private static boolean isSpecial(JsonNode star) {
    return star.path("columns").asBoolean()
        || !star.path("replace_list").isEmpty()
        || !star.path("rename_list").isEmpty()
        || !star.path("qualified_exclude_list").isEmpty();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}

package dev.penstock.api.catalogue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What is made of what, over all pipelines. Immutable. */
final class LineageGraph {
  private final Map<String, LineageView.Node> nodes = new LinkedHashMap<>();
  private final Map<String, Set<LineageView.Edge>> into = new HashMap<>();
  private final Map<String, Set<LineageView.Edge>> outOf = new HashMap<>();

  LineageGraph(Inventory inventory) {
    Map<TableKey, DefinedTable> tables = new HashMap<>();
    inventory.tables().forEach(table -> tables.putIfAbsent(table.at(), table));
    for (Flow flow : inventory.flows()) {
      String from =
          switch (flow.from()) {
            case Flow.From.Table one -> table(tables, one.at());
            case Flow.From.Read read ->
                InventoryReader.mayRead(read.source())
                    .filter(at -> tables.containsKey(at) && !at.equals(flow.to()))
                    .findFirst()
                    .map(at -> table(tables, at))
                    .orElseGet(() -> source(read.source()));
          };
      String to = table(tables, flow.to());
      LineageView.Edge edge = new LineageView.Edge(from, to, flow.pipeline(), flow.by());
      into.computeIfAbsent(to, _ -> new LinkedHashSet<>()).add(edge);
      outOf.computeIfAbsent(from, _ -> new LinkedHashSet<>()).add(edge);
    }
  }

  private String table(Map<TableKey, DefinedTable> tables, TableKey at) {
    DefinedTable table = tables.get(at);
    if (table != null) {
      String kind =
          switch (table.layer()) {
            case BRONZE -> "bronze";
            case SILVER -> "output";
            case GOLD -> "model";
          };
      nodes.putIfAbsent(
          at.node(),
          new LineageView.Node(
              at.node(),
              kind,
              at.table(),
              table.pipeline(),
              at.connection(),
              table.layer().name().toLowerCase(Locale.ROOT),
              at.table(),
              table.pipeline()));
    }
    return at.node();
  }

  private String source(DefinedSource source) {
    nodes.putIfAbsent(
        source.node(),
        new LineageView.Node(
            source.node(),
            "source",
            source.what(),
            source.format(),
            source.connection(),
            null,
            null,
            null));
    return source.node();
  }

  List<LineageView.Node> upstream(TableKey at) {
    return nodes(into.getOrDefault(at.node(), Set.of()), LineageView.Edge::from);
  }

  List<LineageView.Node> downstream(TableKey at) {
    return nodes(outOf.getOrDefault(at.node(), Set.of()), LineageView.Edge::to);
  }

  private List<LineageView.Node> nodes(
      Set<LineageView.Edge> edges, Function<LineageView.Edge, String> end) {
    return edges.stream().map(end).distinct().map(nodes::get).toList();
  }

  /** All of it, as far as it fits. */
  LineageView all(int limit) {
    return view(nodes.keySet(), limit);
  }

  /** What tables are made of and what is made of them, so many steps away at most. */
  LineageView around(Set<TableKey> tables, int depth, int limit) {
    Set<String> found = new LinkedHashSet<>();
    tables.forEach(at -> found.add(at.node()));
    boolean cut = walk(tables, depth, into, LineageView.Edge::from, found);
    cut |= walk(tables, depth, outOf, LineageView.Edge::to, found);
    found.retainAll(nodes.keySet());
    LineageView view = view(found, limit);
    return new LineageView(view.nodes(), view.edges(), view.more() || cut);
  }

  /** Whether there was more behind the last step. */
  private static boolean walk(
      Set<TableKey> tables,
      int depth,
      Map<String, Set<LineageView.Edge>> edges,
      Function<LineageView.Edge, String> end,
      Set<String> found) {
    Map<String, Integer> steps = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    for (TableKey at : tables) {
      steps.put(at.node(), 0);
      open.add(at.node());
    }
    boolean cut = false;
    while (!open.isEmpty()) {
      String node = open.remove();
      int next = steps.getOrDefault(node, 0) + 1;
      for (LineageView.Edge edge : edges.getOrDefault(node, Set.of())) {
        String other = end.apply(edge);
        if (next > depth) {
          cut |= !found.contains(other);
        } else if (steps.putIfAbsent(other, next) == null) {
          found.add(other);
          open.add(other);
        }
      }
    }
    return cut;
  }

  private LineageView view(Set<String> wanted, int limit) {
    List<LineageView.Node> shown = new ArrayList<>();
    Set<String> ids = new LinkedHashSet<>();
    for (String id : wanted) {
      if (shown.size() == limit) {
        break;
      }
      shown.add(nodes.get(id));
      ids.add(id);
    }
    List<LineageView.Edge> edges =
        ids.stream()
            .flatMap(id -> outOf.getOrDefault(id, Set.of()).stream())
            .filter(edge -> ids.contains(edge.to()))
            .toList();
    return new LineageView(shown, edges, shown.size() < wanted.size());
  }
}

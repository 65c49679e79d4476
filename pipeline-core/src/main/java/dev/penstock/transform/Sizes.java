package dev.penstock.transform;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long each column's values may have become, by {@link Growth}. */
final class Sizes {
  private final Map<String, Double> sizes = new HashMap<>();

  double of(String key) {
    return sizes.getOrDefault(key, Growth.COLUMN);
  }

  double largest() {
    return sizes.values().stream().mapToDouble(d -> d).max().orElse(Growth.COLUMN);
  }

  void rearrange(Map<String, String> newToOld) {
    Map<String, Double> moved = new HashMap<>();
    newToOld.forEach((name, old) -> moved.put(Quoted.key(name), of(Quoted.key(old))));
    sizes.clear();
    sizes.putAll(moved);
  }

  void derive(Map<String, RecordQuery.Expression> expressions) {
    Map<String, Double> grown = new HashMap<>();
    expressions.forEach((name, e) -> grown.put(Quoted.key(name), growth(e.sql())));
    sizes.putAll(grown);
  }

  /** A query's columns take the place of all others. */
  void query(List<Column> output, double size) {
    sizes.clear();
    output.forEach(column -> sizes.put(Quoted.key(column.name()), size));
  }

  private double growth(String expression) {
    try {
      return Growth.of(SqlSyntax.expressionTree(expression).expression(), this::of);
    } catch (SqlSyntax.Refused e) {
      throw new IllegalStateException("checked before", e);
    }
  }
}

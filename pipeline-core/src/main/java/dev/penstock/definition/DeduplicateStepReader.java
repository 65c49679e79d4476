package dev.penstock.definition;

import dev.penstock.definition.StepDefinition.Deduplicate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads a {@code deduplicate} step: a list of key columns, or a map with key and order. */
final class DeduplicateStepReader {
  /** The two ways to sort. */
  enum Direction {
    ASC,
    DESC
  }

  private DeduplicateStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    if (spot.node().isArray()) {
      return new Deduplicate(reading.ownColumns(spot, 1), Map.of());
    }
    if (!spot.node().isObject()) {
      spot.wrongType("a list of columns, or a map with `key` and `order`");
      return new Deduplicate(List.of(), Map.of());
    }
    Spot.Fields fields = spot.fields(Shape.DEDUPLICATE);
    List<String> key = fields.get("key").map(list -> reading.ownColumns(list, 1)).orElse(List.of());
    Map<String, Boolean> order = new LinkedHashMap<>();
    Map<String, String> seen = new TreeMap<>();
    fields
        .get("order")
        .map(list -> list.items("a list of columns", 1, DefinitionLimits.COLUMNS))
        .orElse(List.of())
        .forEach(item -> order(item, reading, seen, order));
    return new Deduplicate(key, order);
  }

  private static void order(
      Spot item, Reading reading, Map<String, String> seen, Map<String, Boolean> order) {
    if (item.node().isTextual()) {
      put(item.text("a text that names a column"), false, item, reading, seen, order);
      return;
    }
    Map<String, Spot> entries = item.entries("a column, or `column: desc`");
    if (item.node().isObject() && entries.size() != 1) {
      item.problem(
          "one-column-each",
          "has " + entries.size() + " keys; each item of the list is one column.",
          "Start a new item with `- ` for each column.");
    }
    entries.forEach(
        (column, how) ->
            reading
                .word(how, Direction.values(), "direction")
                .ifPresent(word -> put(column, word == Direction.DESC, how, reading, seen, order)));
  }

  private static void put(
      String column,
      boolean greatest,
      Spot spot,
      Reading reading,
      Map<String, String> seen,
      Map<String, Boolean> order) {
    if (column.isEmpty()) {
      return;
    }
    reading.notReserved(column, spot);
    if (seen.putIfAbsent(column.toLowerCase(Locale.ROOT), column) != null) {
      spot.problem("duplicate-column", "Column `" + Paths.shown(column) + "` is listed twice.", "");
    }
    order.put(column, greatest);
  }
}

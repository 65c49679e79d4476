package dev.penstock.definition;

import dev.penstock.definition.StepDefinition.Lookup;
import dev.penstock.definition.StepDefinition.Miss;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads a {@code lookup} step. */
final class LookupStepReader {
  private LookupStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    Spot.Fields fields = spot.fields(Shape.LOOKUP);
    String from = fields.get("from").map(own -> from(own, reading)).orElse("");
    Map<String, String> on = fields.get("on").map(own -> columns(own, reading)).orElseGet(Map::of);
    Map<String, String> take = fields.get("take").map(own -> take(own, reading)).orElseGet(Map::of);
    Optional<Spot> onMiss = fields.get("on_miss");
    Miss miss = onMiss.flatMap(own -> reading.word(own, Miss.values(), "choice")).orElse(Miss.KEEP);
    Map<String, String> defaults =
        fields.get("default").map(own -> defaults(own, take.keySet())).orElseGet(Map::of);
    if (miss == Miss.REJECT && !defaults.isEmpty()) {
      spot.problem(
          "one-choice",
          "has a default, but rejects the records that would get it.",
          "Leave out `on_miss` or `default`.");
    }
    return new Lookup(from, on, take, miss, defaults);
  }

  private static String from(Spot spot, Reading reading) {
    String name = spot.text("a text that names one of the stream's look-ups");
    if (!name.isEmpty() && !reading.lookups().contains(name)) {
      spot.problem(
          "unknown-lookup",
          "The stream has no look-up `" + Paths.shown(name) + "`.",
          reading.lookups().isEmpty()
              ? "Name it under `lookups` of the stream, beside `source`."
              : NearMiss.advice(name, new TreeSet<>(reading.lookups()), "The look-ups"));
    }
    return name;
  }

  private static Map<String, String> columns(Spot spot, Reading reading) {
    Map<String, String> columns = new LinkedHashMap<>();
    spot.entries("a map of column to column of the look-up", 1, DefinitionLimits.COLUMNS)
        .forEach(
            (name, column) -> {
              reading.notReserved(name, column);
              columns.put(name, column.text("a text that names a column of the look-up"));
            });
    return columns;
  }

  private static Map<String, String> take(Spot spot, Reading reading) {
    Map<String, String> take = new LinkedHashMap<>();
    if (spot.node().isArray()) {
      reading.ownColumns(spot, 1).forEach(column -> take.put(column, column));
      return take;
    }
    Map<String, String> seen = new LinkedHashMap<>();
    spot.entries("a list of the look-up's columns, or a map", 1, DefinitionLimits.COLUMNS)
        .forEach(
            (name, column) -> {
              reading.newColumn(name, column);
              String other = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
              if (other != null) {
                column.problem(
                    "duplicate-column",
                    "is the same column as `" + Paths.shown(other) + "`: case does not matter.",
                    "Give each column a name of its own.");
              }
              take.put(name, column.text("a text that names a column of the look-up"));
            });
    return take;
  }

  private static Map<String, String> defaults(Spot spot, Set<String> taken) {
    Map<String, String> defaults = new LinkedHashMap<>();
    spot.entries("a map of new column to DuckDB expression", 1, DefinitionLimits.COLUMNS)
        .forEach(
            (name, expression) -> {
              if (!taken.contains(name)) {
                expression.problem(
                    "unknown-column",
                    "`" + Paths.shown(name) + "` is no column that the step takes.",
                    NearMiss.advice(name, taken, "It takes"));
              }
              defaults.put(name, expression.text("a text with a DuckDB expression"));
            });
    return defaults;
  }
}

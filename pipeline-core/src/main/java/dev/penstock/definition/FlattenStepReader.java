package dev.penstock.definition;

import dev.penstock.definition.StepDefinition.Flatten;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads a {@code flatten} step: a column, or a map that says more. */
final class FlattenStepReader {
  private FlattenStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    if (spot.node().isTextual()) {
      String column = spot.text("a text that names a column");
      reading.notReserved(column, spot);
      return new Flatten(column, "", Map.of(), false);
    }
    Spot.Fields fields = spot.fields(Shape.FLATTEN);
    String column = fields.text("column", "a text that names a column");
    fields.get("column").ifPresent(own -> reading.notReserved(column, own));
    String as = fields.text("as", "a text that names the new column, or starts the new names");
    fields.get("as").ifPresent(own -> reading.notReserved(as, own));
    Map<String, String> types =
        fields.get("fields").map(own -> types(own, as, reading)).orElseGet(Map::of);
    boolean keepEmpty = fields.get("keep_empty").map(Spot::truth).orElse(false);
    return new Flatten(column, as, types, keepEmpty);
  }

  private static Map<String, String> types(Spot spot, String prefix, Reading reading) {
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, String> seen = new HashMap<>();
    spot.entries("a map of field to type", 1, DefinitionLimits.COLUMNS)
        .forEach(
            (field, type) -> {
              reading.newColumn(prefix + field, type);
              String other = seen.putIfAbsent(field.toLowerCase(Locale.ROOT), field);
              if (other != null) {
                type.problem(
                    "duplicate-column",
                    "would be the same column as `"
                        + Paths.shown(other)
                        + "`: case does not matter.",
                    "Leave one out.");
              }
              reading.type(type).ifPresent(found -> types.put(field, found));
            });
    return types;
  }
}

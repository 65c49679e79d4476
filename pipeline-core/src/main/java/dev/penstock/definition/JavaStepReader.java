package dev.penstock.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Reads a {@code java} step. */
final class JavaStepReader {
  /** The type of bytes, which only a step's column can have. */
  static final String BINARY = "binary";

  private static final Pattern NAME = Pattern.compile(Names.STEP);
  private static final String EXPECTED =
      "a text that names a Java step (letters, digits, `_`, `.`, `-`; at most 100)";

  private JavaStepReader() {}

  static StepDefinition read(Spot spot, Reading reading) {
    ObjectNode none = JsonNodeFactory.instance.objectNode();
    if (!spot.node().isObject()) {
      return new StepDefinition.Java(reading.matching(spot, NAME, EXPECTED), Map.of(), none);
    }
    Spot.Fields fields = spot.fields(Shape.JAVA);
    ObjectNode options = none;
    if (fields.get("options").isPresent()) {
      Spot given = fields.get("options").get();
      given.entries("a map of option to value");
      options = given.node() instanceof ObjectNode map ? map : none;
    }
    return new StepDefinition.Java(
        fields.get("step").map(step -> reading.matching(step, NAME, EXPECTED)).orElse(""),
        fields.get("columns").map(columns -> columns(columns, reading)).orElse(Map.of()),
        options);
  }

  private static Map<String, String> columns(Spot spot, Reading reading) {
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, String> seen = new HashMap<>();
    spot.entries("a map of column to type", 1, DefinitionLimits.COLUMNS)
        .forEach(
            (column, type) -> {
              reading.newColumn(column, type);
              String other = seen.putIfAbsent(column.toLowerCase(Locale.ROOT), column);
              if (other != null) {
                type.problem(
                    "duplicate-column",
                    "is the same column as `" + Paths.shown(other) + "`: case does not matter.",
                    "Give each column a name of its own.");
              }
              String text = type.text("a text with a type, for example `double`");
              if (!text.isEmpty()) {
                types.put(column, type(text, type));
              }
            });
    return types;
  }

  private static String type(String text, Spot spot) {
    if (text.equals(BINARY)) {
      return text;
    }
    try {
      return CastType.normalise(text);
    } catch (IllegalArgumentException e) {
      spot.problem(
          "unknown-type",
          "`" + Paths.shown(text) + "` is not a type that exists.",
          Objects.requireNonNullElse(e.getMessage(), ""));
      return "varchar";
    }
  }
}

package dev.penstock.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what each run may bring. */
final class ParametersReader {
  private ParametersReader() {}

  /** The parameters; one whose type is wrong, which is reported, is a text. */
  static Map<String, ParameterDefinition> read(Spot spot) {
    Map<String, ParameterDefinition> parameters = new LinkedHashMap<>();
    spot.entries("a map of parameters by name", 0, DefinitionLimits.PARAMETERS)
        .forEach(
            (name, parameter) -> {
              if (!Names.PART_PATTERN.matcher(name).matches()) {
                parameter.problem(
                    "bad-name",
                    "The name `"
                        + Paths.shown(name)
                        + "` is not allowed: a name has lower-case letters, digits and `_`, starts"
                        + " with a letter, and has at most 63 characters.",
                    "");
              }
              parameters.put(name, parameter(parameter));
            });
    return parameters;
  }

  private static ParameterDefinition parameter(Spot spot) {
    if (spot.node().isTextual()) {
      return new ParameterDefinition(type(spot), Optional.empty(), List.of(), "");
    }
    Spot.Fields fields = spot.fields(Shape.PARAMETER);
    ParameterType type = fields.get("type").map(ParametersReader::type).orElse(ParameterType.TEXT);
    boolean typed = fields.get("type").filter(one -> one.node().isTextual()).isPresent();
    List<String> values =
        typed
            ? fields.get("values").map(list -> values(list, type)).orElseGet(List::of)
            : List.of();
    Optional<Spot> given = fields.get("default");
    Optional<String> fallback = typed ? given.flatMap(one -> value(one, type)) : Optional.empty();
    Optional<Boolean> required = fields.get("required").map(Spot::truth);
    if (given.isPresent() && required.filter(is -> is).isPresent()) {
      spot.problem(
          "bad-parameter",
          "is required and has a default, which no run would use.",
          "Leave one of them out.");
    }
    if (given.isEmpty() && required.filter(is -> !is).isPresent()) {
      spot.problem("bad-parameter", "is not required and has no default.", "Give it a `default`.");
    }
    if (!values.isEmpty() && fallback.filter(one -> !values.contains(one)).isPresent()) {
      given
          .orElse(spot)
          .problem("bad-parameter", "is none of `values`.", "Add it, or choose one of them.");
    }
    String description = fields.get("description").map(one -> one.text("a text")).orElse("");
    return new ParameterDefinition(type, fallback, values, description);
  }

  private static List<String> values(Spot list, ParameterType type) {
    List<String> values = new ArrayList<>();
    for (Spot item : list.items("a list of values", 1, DefinitionLimits.PARAMETER_VALUES)) {
      value(item, type).ifPresent(values::add);
    }
    return values;
  }

  private static Optional<String> value(Spot spot, ParameterType type) {
    Optional<String> value = ParameterValues.of(type, spot.node());
    if (value.isEmpty()) {
      spot.wrongType(ParameterValues.expected(type));
    }
    return value;
  }

  private static ParameterType type(Spot spot) {
    List<String> words = words();
    String text = spot.text("a text, one of " + Spot.list(words));
    Optional<ParameterType> found =
        Stream.of(ParameterType.values()).filter(type -> word(type).equals(text)).findFirst();
    if (found.isEmpty() && !text.isEmpty()) {
      spot.problem(
          "unknown-type",
          "`" + Paths.shown(text) + "` is not a type of parameters.",
          NearMiss.advice(text, words, "The types"));
    }
    return found.orElse(ParameterType.TEXT);
  }

  static List<String> words() {
    return Stream.of(ParameterType.values()).map(ParametersReader::word).toList();
  }

  private static String word(ParameterType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}

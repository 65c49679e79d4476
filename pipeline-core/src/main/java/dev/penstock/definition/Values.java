package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Compares values that somebody gives with the parameters that there are. */
final class Values {
  private static final int MAX_SHOWN_VALUES = 30;

  private Values() {}

  /** The value as it is kept; empty where it is wrong, which is then reported. */
  static Optional<String> one(
      Map<String, ParameterDefinition> parameters,
      String name,
      JsonNode given,
      String where,
      Consumer<Problem> problems) {
    ParameterDefinition parameter = parameters.get(name);
    if (parameter == null) {
      problems.accept(
          new Problem(
              "unknown-parameter",
              where,
              "The pipeline has no parameter `" + Paths.shown(name) + "`.",
              NearMiss.advice(name, parameters.keySet(), "The parameters")));
      return Optional.empty();
    }
    Optional<String> value = ParameterValues.of(parameter.type(), given);
    if (value.isEmpty()) {
      problems.accept(
          Problem.of(
              "bad-parameter",
              where,
              "`"
                  + Paths.shown(given.isValueNode() ? given.asText() : given.toString())
                  + "` is not "
                  + ParameterValues.expected(parameter.type())
                  + "."));
      return Optional.empty();
    }
    if (!parameter.values().isEmpty() && !parameter.values().contains(value.get())) {
      problems.accept(
          new Problem(
              "bad-parameter",
              where,
              "`" + Paths.shown(value.get()) + "` is none of the values that it takes.",
              NearMiss.advice(
                  Paths.shown(value.get()),
                  parameter.values().stream().limit(MAX_SHOWN_VALUES).map(Paths::shown).toList(),
                  "The values")));
      return Optional.empty();
    }
    return value;
  }

  /**
   * The values of all parameters: those given, the environment's, the defaults.
   *
   * @param where of the values given, for problems
   */
  static Map<String, String> all(
      Map<String, ParameterDefinition> parameters,
      Map<String, JsonNode> given,
      Map<String, String> environment,
      String where,
      Consumer<Problem> problems) {
    Map<String, String> checked = new LinkedHashMap<>();
    given.forEach(
        (name, value) ->
            one(parameters, name, value, Paths.child(where, name), problems)
                .ifPresent(found -> checked.put(name, found)));
    Map<String, String> all = new LinkedHashMap<>();
    parameters.forEach(
        (name, parameter) -> {
          Optional<String> value =
              Optional.ofNullable(checked.get(name))
                  .or(() -> Optional.ofNullable(environment.get(name)))
                  .or(parameter::fallback);
          value.ifPresent(found -> all.put(name, found));
          if (value.isEmpty() && !given.containsKey(name)) {
            problems.accept(
                new Problem(
                    "missing-parameter",
                    Paths.child(where, name),
                    "is missing; expected " + ParameterValues.expected(parameter.type()) + ".",
                    parameter.description()));
          }
        });
    return all;
  }
}

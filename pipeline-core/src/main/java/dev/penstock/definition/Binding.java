package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of parameters into the tree of a definition: {@code $name} in SQL becomes a
 * literal, <code>${name}</code> in other texts the value itself. Used once.
 */
final class Binding {
  /** The most that values may add to a definition, in characters. */
  static final int MAX_GROWTH = 262_144;

  private static final Pattern NAMED = Pattern.compile("\\$?\\$\\{([^{}]*)}");

  private final Map<String, ParameterDefinition> parameters;
  private final Map<String, String> values;
  private final Problems problems;
  private long room = MAX_GROWTH;

  private Binding(
      Map<String, ParameterDefinition> parameters, Map<String, String> values, Problems problems) {
    this.parameters = parameters;
    this.values = values;
    this.problems = problems;
  }

  /**
   * The definition with the values in their places.
   *
   * @param values as {@link ParameterValues} keeps them, of every parameter
   */
  static JsonNode bind(
      JsonNode pipeline,
      Map<String, ParameterDefinition> parameters,
      Map<String, String> values,
      Problems problems) {
    return Places.change(pipeline, new Binding(parameters, values, problems)::change);
  }

  /** The definition as a run may see it, with an example for each value that has no default. */
  static JsonNode example(
      JsonNode pipeline, Map<String, ParameterDefinition> parameters, Problems problems) {
    return bind(pipeline, parameters, examples(parameters), problems);
  }

  static Map<String, String> examples(Map<String, ParameterDefinition> parameters) {
    Map<String, String> examples = new HashMap<>();
    parameters.forEach(
        (name, parameter) ->
            examples.put(
                name,
                parameter
                    .fallback()
                    .or(() -> parameter.values().stream().findFirst())
                    .orElseGet(() -> ParameterValues.example(parameter.type()))));
    return examples;
  }

  private String change(Places.Kind kind, String text, String path) {
    if (room < 0) {
      return text;
    }
    String changed =
        switch (kind) {
          case CONNECTION -> text;
          case TEXT -> text(text, path);
          case STEP_SQL, DESTINATION_SQL, SOURCE_SQL -> sql(kind, text, path);
        };
    room -= Math.max(changed.length() - text.length(), 0);
    if (room < 0) {
      problems.add(
          "too-long",
          path,
          "The values of the parameters make the definition too long.",
          "Use shorter values, or use them in fewer places.");
    }
    return changed;
  }

  private String sql(Places.Kind kind, String text, String path) {
    SqlParameters.Filled filled =
        SqlParameters.fill(text, kind == Places.Kind.SOURCE_SQL, name -> literal(kind, name, path));
    filled
        .odd()
        .ifPresent(
            what ->
                problems.add(
                    "bad-placeholder",
                    path,
                    "The SQL has a parameter and " + what + ", which databases read differently.",
                    "Write it without, or leave the parameter out."));
    return filled.sql();
  }

  private String literal(Places.Kind kind, String name, String path) {
    ParameterDefinition parameter = known(name, "$" + name, path);
    if (parameter == null || room < 0) {
      return "NULL";
    }
    Optional<String> literal = SqlLiteral.of(parameter.type(), value(name), kind);
    if (literal.isEmpty()) {
      problems.add(
          "bad-parameter",
          path,
          "The value of `" + name + "` has a backslash, which databases read differently.",
          "Use a value without one.");
    }
    String shown = literal.orElse("NULL");
    room -= shown.length();
    return shown;
  }

  /** Where the definition has no parameters, such a text stands for itself. */
  private String text(String text, String path) {
    if (parameters.isEmpty() || !text.contains("${")) {
      return text;
    }
    return NAMED.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found, path)));
  }

  private String value(MatchResult found, String path) {
    String whole = found.group();
    if (whole.startsWith("$$")) {
      return whole.substring(1);
    }
    String name = found.group(1).strip();
    if (known(name, whole, path) == null || room < 0) {
      return "";
    }
    String value = value(name);
    room -= value.length();
    return value;
  }

  private String value(String name) {
    return values.getOrDefault(name, "");
  }

  private @Nullable ParameterDefinition known(String name, String written, String path) {
    ParameterDefinition parameter = parameters.get(name);
    if (parameter == null) {
      problems.add(
          "unknown-parameter",
          path,
          "`" + Paths.shown(written) + "` stands for no parameter of this pipeline.",
          problems.full() ? "" : NearMiss.advice(name, parameters.keySet(), "The parameters"));
    }
    return parameter;
  }
}

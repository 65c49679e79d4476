package dev.penstock.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts other values into the tree of a definition, each at its path: {@code settings.parallelism},
 * {@code checks[0].rows.min}, {@code streams.orders.steps[1].cast["Cost Total $"]}. A value may be
 * any JSON; {@code null} takes away what is there. What comes of it is validated as a definition.
 */
final class Overrides {
  /** A longer path leads nowhere. */
  static final int MAX_PATH = 1_000;

  private static final Pattern PART =
      Pattern.compile(
          "\\.?([A-Za-z_][A-Za-z0-9_-]*)|\\[(\\d{1,6})]|\\[\"((?:[^\"\\\\]|\\\\.)+)\"]");

  /** What makes a pipeline that pipeline. */
  private static final List<String> KEPT =
      List.of("apiVersion", "name", "parameters", "environments", "schedule");

  private Overrides() {}

  /**
   * Puts the values in.
   *
   * @param pipeline is changed
   * @param where of the overrides, for problems
   */
  static void apply(
      ObjectNode pipeline,
      Map<String, JsonNode> overrides,
      String where,
      Consumer<Problem> problems) {
    if (overrides.size() > DefinitionLimits.OVERRIDES) {
      problems.accept(
          Problem.of(
              "too-many",
              where,
              "There are %d values; at most %d are allowed."
                  .formatted(overrides.size(), DefinitionLimits.OVERRIDES)));
      return;
    }
    overrides.forEach(
        (path, value) -> {
          try {
            put(pipeline, parts(path), value);
          } catch (Bad e) {
            problems.accept(
                new Problem("bad-override", Paths.child(where, path), e.message, e.advice));
          }
        });
  }

  private static void put(ObjectNode pipeline, List<Object> parts, JsonNode value) throws Bad {
    if (parts.getFirst() instanceof String first && KEPT.contains(first)) {
      throw new Bad("`" + first + "` stays what the definition says.", "");
    }
    JsonNode place = pipeline;
    String path = "";
    for (int i = 0; i < parts.size() - 1; i++) {
      Object part = parts.get(i);
      JsonNode next = part instanceof String key ? place.get(key) : place.get((Integer) part);
      String at = path(path, part);
      if (next == null || next.isNull()) {
        next = section(place, i, part, at);
      }
      place = next;
      path = at;
    }
    set(place, parts.getLast(), value, path);
  }

  /** Only a section of the definition may begin with the value itself. */
  private static JsonNode section(JsonNode place, int depth, Object part, String at) throws Bad {
    if (depth == 0
        && part instanceof String key
        && place instanceof ObjectNode pipeline
        && Shape.PIPELINE.names().contains(key)
        && !key.equals("streams")) {
      return pipeline.putObject(key);
    }
    throw nothing(place, part, at);
  }

  private static void set(JsonNode place, Object part, JsonNode value, String path) throws Bad {
    String at = path(path, part);
    switch (place) {
      case ObjectNode object when part instanceof String key -> {
        if (value.isNull()) {
          object.remove(key);
        } else {
          object.set(key, value.deepCopy());
        }
      }
      case ArrayNode list when part instanceof Integer index && index < list.size() -> {
        if (value.isNull()) {
          throw new Bad("An item of a list cannot be taken away.", "Give the list as a whole.");
        }
        list.set(index, value.deepCopy());
      }
      default -> throw nothing(place, part, at);
    }
  }

  private static Bad nothing(JsonNode place, Object part, String at) {
    List<String> known = new ArrayList<>();
    place.fieldNames().forEachRemaining(known::add);
    String advice =
        part instanceof String key && place.isObject()
            ? NearMiss.advice(key, known, "What there is")
            : place.isArray() ? "The list has " + place.size() + " items, from [0]." : "";
    return new Bad("There is nothing at `" + Paths.shown(at, 200) + "`.", advice);
  }

  private static String path(String path, Object part) {
    return part instanceof String key ? Paths.child(path, key) : Paths.item(path, (Integer) part);
  }

  private static List<Object> parts(String path) throws Bad {
    List<Object> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(path.length() > MAX_PATH ? "" : path);
    int at = 0;
    while (at < path.length()) {
      boolean found = matcher.find() && matcher.start() == at;
      boolean first = at == 0;
      boolean dotted = path.charAt(at) == '.';
      if (!found || (matcher.group(1) == null ? first : first == dotted)) {
        throw new Bad(
            "This is not a path in a definition.",
            "Write it like `settings.parallelism` or `checks[0].rows.min`.");
      }
      parts.add(part(matcher));
      at = matcher.end();
    }
    if (parts.isEmpty()) {
      throw new Bad("The path is empty.", "Write it like `settings.parallelism`.");
    }
    return parts;
  }

  private static Object part(Matcher matcher) {
    if (matcher.group(2) != null) {
      return Integer.valueOf(matcher.group(2));
    }
    return matcher.group(3) != null
        ? matcher.group(3).replaceAll("\\\\(.)", "$1")
        : matcher.group(1);
  }

  /** Why a value cannot be put there. */
  private static final class Bad extends Exception {
    private static final long serialVersionUID = 1L;
    private final String message;
    private final String advice;

    private Bad(String message, String advice) {
      super(message, null, false, false);
      this.message = message;
      this.advice = advice;
    }
  }
}

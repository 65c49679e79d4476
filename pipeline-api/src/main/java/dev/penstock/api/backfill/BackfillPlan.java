package dev.penstock.api.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for of a backfill.
 *
 * @param from a date or time, as it was sent
 * @param to the same; not part of the span
 * @param step length of a window
 * @param parallel the most runs at a time
 * @param parameters of all its runs, beside the window
 * @param environment of all its runs; {@code null} for none
 */
public record BackfillPlan(
    String from,
    String to,
    String step,
    int parallel,
    Order order,
    Map<String, String> parameters,
    @Nullable String environment,
    Reprocess reprocess) {
  private static final int MAX_PARALLEL = 100;
  private static final int MAX_LENGTH = 4_000;
  private static final List<String> FIELDS =
      List.of(
          "from",
          "to",
          "step",
          "parallel",
          "order",
          "parameters",
          "mode",
          "environment",
          "reprocess");

  public BackfillPlan {
    parameters = Map.copyOf(parameters);
  }

  /** Which window comes first. */
  public enum Order {
    OLDEST,
    NEWEST
  }

  /** Which windows are read again that a run of an earlier backfill has read. */
  public enum Reprocess {
    /** None that was read, whatever came of it. */
    NONE,
    /** Those whose run failed. */
    FAILED,
    /** All of them. */
    ALL
  }

  /**
   * Reads a request.
   *
   * @throws Refusal with everything that is wrong with it
   */
  public static BackfillPlan of(ObjectNode body) {
    List<Problem> problems = new ArrayList<>();
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                problems.add(
                    new Problem(
                        "unknown-field",
                        name,
                        "A backfill has no field " + name + ".",
                        NearMiss.advice(name, FIELDS, "The fields")));
              }
            });
    String from = text(body, "from", problems);
    String to = text(body, "to", problems);
    String step = text(body, "step", problems);
    if (!step.isEmpty() && Step.parse(step).isEmpty()) {
      problems.add(wrong("step", Step.EXPECTED));
    }
    JsonNode parallel = body.path("parallel");
    boolean fits =
        parallel.isMissingNode()
            || (parallel.isInt()
                && parallel.intValue() >= 1
                && parallel.intValue() <= MAX_PARALLEL);
    if (!fits) {
      problems.add(wrong("parallel", "a whole number from 1 to " + MAX_PARALLEL));
    }
    if (body.has("mode") && !body.path("mode").asText().equals("incremental")) {
      problems.add(
          new Problem(
              "bad-mode",
              "mode",
              "The runs of a backfill are incremental: a full run begins its tables anew, and only"
                  + " the last window would stay.",
              "Leave the mode out."));
    }
    Map<String, String> parameters = parameters(body.path("parameters"), problems);
    BackfillPlan plan =
        new BackfillPlan(
            from,
            to,
            step,
            fits ? parallel.asInt(1) : 1,
            word(body, "order", Order.values(), Order.OLDEST, problems),
            parameters,
            body.path("environment").isTextual() ? body.path("environment").textValue() : null,
            word(body, "reprocess", Reprocess.values(), Reprocess.NONE, problems));
    if (!problems.isEmpty()) {
      throw new Refusal(Refusal.Kind.BAD_REQUEST, problems);
    }
    return plan;
  }

  private static Map<String, String> parameters(JsonNode node, List<Problem> problems) {
    Map<String, String> parameters = new TreeMap<>();
    if (!node.isMissingNode() && !node.isObject()) {
      problems.add(wrong("parameters", "an object of parameters and their values"));
    }
    node.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isValueNode() && !value.isNull() && value.asText().length() <= MAX_LENGTH) {
                parameters.put(field.getKey(), value.asText());
              } else {
                problems.add(
                    wrong("parameters." + field.getKey(), "a text, a number, true or false"));
              }
            });
    return parameters;
  }

  private static String text(ObjectNode body, String name, List<Problem> problems) {
    JsonNode node = body.path(name);
    if (node.isTextual() && !node.textValue().isBlank() && node.textValue().length() <= 100) {
      return node.textValue();
    }
    problems.add(
        wrong(name, name.equals("step") ? Step.EXPECTED : "a date or time such as `2026-03-01`"));
    return "";
  }

  private static <E extends Enum<E>> E word(
      ObjectNode body, String name, E[] values, E usual, List<Problem> problems) {
    if (!body.has(name)) {
      return usual;
    }
    List<String> words =
        Stream.of(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    Optional<E> found =
        Stream.of(values)
            .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(body.path(name).asText()))
            .findFirst();
    if (found.isEmpty()) {
      problems.add(wrong(name, "one of " + String.join(", ", words)));
    }
    return found.orElse(usual);
  }

  private static Problem wrong(String name, String expected) {
    return Problem.of("bad-field", name, "It is missing or wrong; expected " + expected + ".");
  }
}

package dev.penstock.api.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.definition.Effective;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.Paths;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;
import dev.penstock.definition.Settings;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the fields of a request for a run, all of them, however many are wrong. Used once. */
final class RunWords {
  private static final List<String> FIELDS =
      List.of(
          "mode",
          "from",
          "until",
          "dry_run",
          "parameters",
          "set",
          "environment",
          "streams",
          "limit",
          "priority");

  private static final List<RunMode> MODES = List.of(RunMode.INCREMENTAL, RunMode.FULL);

  private final ObjectNode body;
  private final String at;
  private final List<Problem> problems = new ArrayList<>();
  private final RunKind kind;

  /**
   * @param at what stands before a field's name in a problem
   */
  RunWords(ObjectNode body, String at) {
    this.body = body;
    this.at = at;
    body.properties().stream()
        .map(Map.Entry::getKey)
        .filter(field -> !FIELDS.contains(field))
        .map(
            field ->
                new Problem(
                    "unknown-field",
                    Paths.shown(field),
                    "A run has no field " + Paths.shown(field) + ".",
                    NearMiss.advice(field, FIELDS, "The fields")))
        .forEach(problems::add);
    this.kind = readKind();
  }

  RunKind kind() {
    return kind;
  }

  /**
   * The request.
   *
   * @param more what else is wrong with it
   */
  RunRequest request(Optional<RunRequest.Records> records, List<Problem> more, String digest) {
    Effective.Wish wish = new Effective.Wish(environment(), map("parameters"), map("set"));
    List<String> streams = streams();
    long limit = number("limit", 1, Long.MAX_VALUE).orElse(0);
    OptionalLong priority = number("priority", Settings.LEAST_PRIORITY, Settings.MOST_PRIORITY);
    problems.addAll(more);
    return new RunRequest(
        kind,
        wish,
        streams,
        limit,
        priority.isPresent() ? OptionalInt.of((int) priority.getAsLong()) : OptionalInt.empty(),
        records,
        problems,
        digest);
  }

  private Optional<JsonNode> field(String name) {
    return Optional.ofNullable(body.get(name)).filter(value -> !value.isNull());
  }

  private RunKind readKind() {
    RunFrom from =
        one(
                "from",
                List.of(RunFrom.values()),
                "bad-parameter",
                "A run reads its `source`, its `bronze` or its `silver`.",
                "`source` reads where the records come from; `bronze` reads the raw copies of"
                    + " earlier runs; `silver` builds models from the tables as they are.")
            .orElse(RunFrom.SOURCE);
    RunMode usual = from == RunFrom.SOURCE ? RunMode.INCREMENTAL : RunMode.FULL;
    RunMode mode =
        one(
                "mode",
                MODES,
                "bad-mode",
                "There is no such mode.",
                "`incremental` reads what is new where the source tells it; `full` reads"
                    + " everything.")
            .orElse(usual);
    if (from != RunFrom.SOURCE && mode != RunMode.FULL) {
      problems.add(
          new Problem(
              "bad-mode",
              at + "mode",
              "A run from %s reads everything that was kept; it is never incremental."
                  .formatted(from.name().toLowerCase(Locale.ROOT)),
              "Leave the mode out, or use `full`."));
      mode = RunMode.FULL;
    }
    String dry = field("dry_run").map(JsonNode::asText).orElse("false");
    if (!dry.equals("true") && !dry.equals("false")) {
      wrong("dry_run", "It is neither `true` nor `false`.");
    }
    return new RunKind(mode, from, until(from), dry.equals("true"));
  }

  private RunUntil until(RunFrom from) {
    Optional<JsonNode> given = field("until");
    boolean bronze = given.filter(word -> word.asText().equals("bronze")).isPresent();
    if (given.isPresent() && !bronze) {
      problems.add(
          new Problem(
              "bad-parameter",
              at + "until",
              "A run ends with the raw copies, `bronze`, or goes on to its end.",
              "Write `bronze`, or leave it out."));
    }
    if (bronze && from != RunFrom.SOURCE) {
      wrong("until", "A run that ends with bronze reads its sources.");
      return RunUntil.GOLD;
    }
    return bronze ? RunUntil.BRONZE : RunUntil.GOLD;
  }

  private Optional<String> environment() {
    Optional<JsonNode> given = field("environment");
    if (given.filter(name -> !name.isTextual()).isPresent()) {
      wrong("environment", "It is not a text that names an environment.");
      return Optional.empty();
    }
    return given.map(JsonNode::asText);
  }

  private Map<String, JsonNode> map(String name) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    Optional<JsonNode> given = field(name);
    if (given.filter(value -> !value.isObject()).isPresent()) {
      problems.add(Problem.of("bad-parameter", name, "It is not an object of names and values."));
      return values;
    }
    given.ifPresent(
        object -> object.properties().forEach(one -> values.put(one.getKey(), one.getValue())));
    return values;
  }

  private List<String> streams() {
    Optional<JsonNode> given = field("streams");
    if (given.isEmpty()) {
      return List.of();
    }
    JsonNode list = given.get();
    boolean texts =
        list.isArray()
            && list.size() <= RunRequest.MAX_STREAMS
            && list.valueStream().allMatch(JsonNode::isTextual);
    if (!texts || list.isEmpty()) {
      problems.add(
          new Problem(
              "bad-parameter",
              at + "streams",
              "It is not a list with the names of one or more streams.",
              "Leave it out for all streams."));
      return List.of();
    }
    if (kind.from() == RunFrom.SILVER) {
      problems.add(
          new Problem(
              "streams-unwanted",
              at + "streams",
              "A run from silver loads no streams.",
              "Leave `streams` out."));
    }
    return list.valueStream().map(JsonNode::asText).distinct().toList();
  }

  private OptionalLong number(String name, long least, long most) {
    Optional<JsonNode> given = field(name);
    if (given.isEmpty()) {
      return OptionalLong.empty();
    }
    JsonNode node = given.get();
    boolean fits =
        node.isIntegralNumber()
            && node.canConvertToLong()
            && node.longValue() >= least
            && node.longValue() <= most;
    if (!fits) {
      wrong(
          name,
          most == Long.MAX_VALUE
              ? "It is not a whole number of " + least + " or more."
              : "It is not a whole number from " + least + " to " + most + ".");
      return OptionalLong.empty();
    }
    return OptionalLong.of(node.longValue());
  }

  private <E extends Enum<E>> Optional<E> one(
      String name, List<E> known, String code, String message, String advice) {
    Optional<String> given = field(name).map(JsonNode::asText);
    Optional<E> found =
        given.flatMap(
            word ->
                known.stream()
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst());
    if (given.isPresent() && found.isEmpty()) {
      problems.add(new Problem(code, at + name, message, advice));
    }
    return found;
  }

  private void wrong(String name, String message) {
    problems.add(Problem.of("bad-parameter", at + name, message));
  }
}

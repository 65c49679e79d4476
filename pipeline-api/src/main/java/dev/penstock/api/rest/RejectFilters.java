package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.rejects.RejectFilter;
import dev.penstock.api.rejects.RejectStatus;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.Stage;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads which rejects are meant, from a query or a body; what is wrong is refused by name. */
final class RejectFilters {
  static final int USUAL_LIMIT = 100;

  private static final int MAX_TEXT = 1_000;

  private static final List<String> FIELDS =
      List.of("stream", "stage", "step", "rule", "error_class", "status", "output", "q");

  private static final List<String> PARAMETERS = with(FIELDS, "after", "limit", "format");

  /** The stages in which records are rejected. */
  private static final List<Stage> STAGES = List.of(Stage.EXTRACT, Stage.TRANSFORM, Stage.LOAD);

  private RejectFilters() {}

  /** From query parameters; the status may be given several times, or several with commas. */
  static RejectFilter query(MultivaluedMap<String, String> query) {
    Parameters.known(query.keySet(), PARAMETERS);
    Map<String, String> given = new HashMap<>();
    query.forEach(
        (name, values) -> {
          List<String> filled = values.stream().filter(value -> !value.isBlank()).toList();
          if (!name.equals("status") && filled.size() > 1) {
            throw refused("query parameter " + name, "It is given twice.", "Give it once.");
          }
          if (!filled.isEmpty()) {
            given.put(name, String.join(",", filled));
          }
        });
    return filter("query parameter ", given)
        .page(
            Parameters.number("after", given.get("after"), 0, Long.MAX_VALUE).orElse(0L),
            Parameters.limit(given.get("limit"), USUAL_LIMIT, RejectFilter.MAX_LIMIT));
  }

  /** From a body with a {@code filter}, or with {@code ids}; one of them is needed. */
  static RejectFilter body(JsonNode body) {
    JsonNode filter = body.get("filter");
    JsonNode ids = body.get("ids");
    if ((filter == null) == (ids == null)) {
      throw refused(
          "body",
          "Exactly one of `filter` and `ids` says which rejects are meant.",
          "All rejects are meant by `\"filter\": {}`.");
    }
    return filter == null ? RejectFilter.ALL.of(ids(ids)) : filter(filter);
  }

  private static RejectFilter filter(JsonNode filter) {
    if (!filter.isObject()) {
      throw refused("filter", "It is not an object.", "All rejects are meant by {}.");
    }
    Map<String, String> given = new HashMap<>();
    filter
        .properties()
        .forEach(
            field -> {
              String name = field.getKey();
              if (!FIELDS.contains(name)) {
                throw refused(
                    "filter." + Parameters.shown(name),
                    "There is no such field in a filter.",
                    NearMiss.advice(name, FIELDS, "The fields"));
              }
              given.put(name, text("filter." + name, field.getValue(), name.equals("status")));
            });
    return filter("filter.", given);
  }

  private static String text(String where, JsonNode node, boolean several) {
    if (several && node.isArray() && !node.isEmpty()) {
      List<String> words = new ArrayList<>();
      node.forEach(word -> words.add(text(where, word, false)));
      return String.join(",", words);
    }
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw refused(where, "It is not a text, or an empty one.", "Leave it out to mean all.");
    }
    return node.textValue();
  }

  private static List<Long> ids(JsonNode ids) {
    if (!ids.isArray() || ids.isEmpty() || ids.size() > RejectFilter.MAX_IDS) {
      throw refused(
          "ids", "It is not a list of 1 to " + RejectFilter.MAX_IDS + " ids of rejects.", "");
    }
    List<Long> read = new ArrayList<>();
    for (JsonNode id : ids) {
      if (!id.isIntegralNumber() || !id.canConvertToLong() || id.longValue() < 1) {
        throw refused(
            "ids",
            "`" + Parameters.shown(id.toString()) + "` is not the id of a reject.",
            "Ids are whole numbers from 1, as the list of rejects shows them.");
      }
      read.add(id.longValue());
    }
    return read;
  }

  private static RejectFilter filter(String where, Map<String, String> given) {
    given.forEach(
        (name, value) -> {
          if (value.length() > MAX_TEXT) {
            throw refused(
                where + name, "It has more than " + MAX_TEXT + " characters.", "Shorten it.");
          }
        });
    return new RejectFilter(
        Optional.ofNullable(given.get("stream")),
        Optional.ofNullable(given.get("stage"))
            .map(word -> Parameters.word(where + "stage", word, STAGES)),
        Optional.ofNullable(given.get("step")),
        Optional.ofNullable(given.get("rule")),
        Optional.ofNullable(given.get("error_class"))
            .map(
                word ->
                    Parameters.word(
                        where + "error_class", word, Arrays.asList(ErrorClass.values()))),
        statuses(where, Optional.ofNullable(given.get("status"))),
        Optional.ofNullable(given.get("output")),
        Optional.ofNullable(given.get("q")),
        List.of(),
        0,
        Integer.MAX_VALUE);
  }

  private static Set<RejectStatus> statuses(String where, Optional<String> words) {
    return words.stream()
        .flatMap(given -> Arrays.stream(given.split(",", -1)))
        .map(
            word ->
                Parameters.word(
                    where + "status", word.strip(), Arrays.asList(RejectStatus.values())))
        .collect(Collectors.toSet());
  }

  private static List<String> with(List<String> names, String... more) {
    List<String> all = new ArrayList<>(names);
    all.addAll(Arrays.asList(more));
    return List.copyOf(all);
  }

  private static Refusal refused(String where, String message, String advice) {
    return new Refusal(BAD_REQUEST, new Problem("bad-parameter", where, message, advice));
  }
}

package dev.penstock.cli.test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.cli.test.Finding.Rejected;
import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.definition.NearMiss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a test ended.
 *
 * @param differences lines that say what is not as expected; none where it passed
 * @param skipped what could not be looked at here, with the reason
 */
record Verdict(String name, List<String> differences, List<String> skipped, long millis) {
  private static final JsonMapper JSON = new JsonMapper();

  Verdict {
    differences = List.copyOf(differences);
    skipped = List.copyOf(skipped);
  }

  boolean passed() {
    return differences.isEmpty();
  }

  /** Compares what came out with what was expected. */
  static Verdict of(TestFile.Case test, Finding found, int width, long millis) {
    List<String> differences = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (String kind : List.of("outputs", "models")) {
      for (Map.Entry<String, JsonNode> table : test.expect().path(kind).properties()) {
        String name = table.getKey();
        List<JsonNode> rows = found.tables().get(name);
        if (rows != null) {
          differences.addAll(new Comparison(name, width).of(table.getValue(), rows));
        } else if (found.skipped().containsKey(name)) {
          skipped.add("model " + name + " is not tested here: " + found.skipped().get(name));
        } else if (found.tables().isEmpty()) {
          differences.add(name + ": nothing could be published: " + failed(found));
        } else {
          differences.add(
              name
                  + ": there is no such table. "
                  + NearMiss.advice(name, found.tables().keySet(), "There are"));
        }
      }
    }
    differences.addAll(rejects(test.expect().path("rejects"), found.rejects()));
    differences.addAll(warnings(test.expect().path("warnings"), found));
    for (Map.Entry<String, JsonNode> check : test.expect().path("checks").properties()) {
      check(check.getKey(), check.getValue().asText(), found, differences, skipped);
    }
    return new Verdict(test.name(), differences, skipped, millis);
  }

  private static String failed(Finding found) {
    return found.checks().stream()
        .filter(check -> !check.passed())
        .map(check -> check.check() + " on " + check.on() + ": " + check.message())
        .findFirst()
        .orElse("");
  }

  /** Every reject is expected and every expected one is there: none is overlooked. */
  private static List<String> rejects(JsonNode expected, List<Rejected> found) {
    List<String> lines = new ArrayList<>();
    List<Rejected> left = new ArrayList<>(found);
    for (JsonNode one : expected) {
      Optional<Rejected> match = left.stream().filter(reject -> fits(one, reject)).findFirst();
      if (match.isPresent()) {
        left.remove(match.get());
      } else {
        lines.add("rejects: missing " + one);
      }
    }
    for (Rejected reject : left) {
      lines.add(
          "rejects: unexpected, "
              + reject.stream()
              + "."
              + reject.record().step()
              + ", "
              + reject.record().rule()
              + ": "
              + reject.record().message());
    }
    return lines;
  }

  private static boolean fits(JsonNode expected, Rejected reject) {
    String step = reject.record().step();
    return says(expected, "stream", reject.stream())
        && (says(expected, "step", step)
            || step.startsWith(expected.path("step").asText() + ".")
            || step.startsWith(expected.path("step").asText() + "["))
        && says(expected, "rule", reject.record().rule())
        && says(expected, "output", reject.output())
        && (!expected.has("message")
            || reject.record().message().contains(expected.path("message").asText()))
        && (!expected.has("record")
            || Cells.fits(expected.path("record"), original(reject.record().original())));
  }

  private static boolean says(JsonNode expected, String field, String value) {
    return !expected.has(field) || expected.path(field).asText().equals(value);
  }

  static JsonNode original(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.textNode(text);
    }
  }

  private static List<String> warnings(JsonNode expected, Finding found) {
    List<String> lines = new ArrayList<>();
    for (JsonNode one : expected) {
      long count =
          found.warnings().stream()
              .filter(warned -> says(one, "stream", warned.stream()))
              .filter(warned -> says(one, "step", warned.warning().step()))
              .filter(warned -> says(one, "rule", warned.warning().rule()))
              .mapToLong(warned -> warned.warning().count())
              .sum();
      if (one.has("count") ? count != one.path("count").asLong() : count == 0) {
        lines.add("warnings: expected " + one + ", there are " + count);
      }
    }
    return lines;
  }

  private static void check(
      String text, String expected, Finding found, List<String> lines, List<String> skipped) {
    Optional<CheckResult> check =
        found.checks().stream()
            .filter(one -> text.equals(one.check()) || text.equals(one.on() + ": " + one.check()))
            .findFirst();
    if (check.isPresent()) {
      String is = check.get().outcome().name().toLowerCase(Locale.ROOT);
      if (!is.equals(expected)) {
        lines.add(
            "check " + text + ": " + is + ", expected " + expected + ": " + check.get().message());
      }
      return;
    }
    String on = text.contains(":") ? text.substring(0, text.indexOf(':')) : "";
    if (found.skipped().containsKey(on)) {
      skipped.add("check " + text + " is not tested here: " + found.skipped().get(on));
      return;
    }
    List<String> known = found.checks().stream().map(one -> one.check()).toList();
    lines.add("check " + text + ": there is none. " + NearMiss.advice(text, known, "The checks"));
  }
}

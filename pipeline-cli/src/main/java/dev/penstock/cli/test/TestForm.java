package dev.penstock.cli.test;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.Paths;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Set;

/**
 * What a file of tests may say. The published JSON Schema says the same; a test compares them. Not
 * thread-safe.
 */
final class TestForm {
  static final Set<String> FILE = Set.of("pipeline", "tests");
  static final Set<String> CASE = Set.of("name", "parameters", "environment", "given", "expect");
  static final Set<String> EXPECT = Set.of("outputs", "models", "rejects", "warnings", "checks");
  static final Set<String> TABLE = Set.of("rows", "contains", "count", "ordered");
  static final Set<String> REJECT = Set.of("stream", "step", "rule", "message", "output", "record");
  static final Set<String> WARNING = Set.of("stream", "step", "rule", "count");
  static final List<String> OUTCOMES = List.of("passed", "warned", "failed");

  private final List<Problem> problems;

  TestForm(List<Problem> problems) {
    this.problems = problems;
  }

  void check(JsonNode root) {
    if (!map(root, "", FILE)) {
      return;
    }
    if (!root.path("pipeline").isTextual()) {
      add("pipeline", "The file says no pipeline.", "Write pipeline: FILE, beside this file.");
    }
    JsonNode tests = root.path("tests");
    if (!tests.isArray() || tests.isEmpty()) {
      add("tests", "There is no list of tests.", "Write tests: with at least one below it.");
      return;
    }
    for (int i = 0; i < tests.size(); i++) {
      one(tests.get(i), Paths.item("tests", i));
    }
  }

  private void one(JsonNode test, String at) {
    if (!map(test, at, CASE)) {
      return;
    }
    if (!test.path("name").isTextual()) {
      add(at, "The test has no name.", "Write name: with what it shows.");
    }
    JsonNode given = test.path("given");
    if (!given.isObject() || given.isEmpty()) {
      add(at, "Nothing is given.", "Write given: with the records of a stream below it.");
    }
    given
        .properties()
        .forEach(
            field -> {
              String path = Paths.child(at + ".given", field.getKey());
              if (field.getKey().equals("lookups") && field.getValue().isObject()) {
                field
                    .getValue()
                    .properties()
                    .forEach(
                        lookup -> records(lookup.getValue(), Paths.child(path, lookup.getKey())));
              } else {
                records(field.getValue(), path);
              }
            });
    JsonNode expect = test.path("expect");
    if (!expect.isMissingNode() && map(expect, at + ".expect", EXPECT)) {
      expect(expect, at + ".expect");
    }
  }

  private void expect(JsonNode expect, String at) {
    for (String kind : List.of("outputs", "models")) {
      expect
          .path(kind)
          .properties()
          .forEach(table -> table(table.getValue(), Paths.child(at + "." + kind, table.getKey())));
    }
    maps(expect.path("rejects"), at + ".rejects", REJECT);
    maps(expect.path("warnings"), at + ".warnings", WARNING);
    expect
        .path("checks")
        .properties()
        .forEach(
            check -> {
              if (!OUTCOMES.contains(check.getValue().asText())) {
                add(
                    Paths.child(at + ".checks", check.getKey()),
                    "A check cannot end as this.",
                    "It is one of " + String.join(", ", OUTCOMES) + ".");
              }
            });
  }

  private void table(JsonNode table, String at) {
    if (!map(table, at, TABLE)) {
      return;
    }
    if (table.has("rows") && table.has("contains")) {
      add(at, "`rows` are all rows, `contains` some of them.", "Leave one of them out.");
    }
    for (String rows : List.of("rows", "contains")) {
      if (table.has(rows)) {
        records(table.get(rows), at + "." + rows);
      }
    }
    if (table.has("count") && !table.get("count").isIntegralNumber()) {
      add(at + ".count", "This is no whole number.", "");
    }
    if (table.has("ordered") && !table.get("ordered").isBoolean()) {
      add(at + ".ordered", "This is neither true nor false.", "");
    }
  }

  private void maps(JsonNode list, String at, Set<String> known) {
    if (list.isMissingNode()) {
      return;
    }
    if (!list.isArray()) {
      add(at, "This is no list.", "Begin each entry with a dash.");
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      map(list.get(i), Paths.item(at, i), known);
    }
  }

  private void records(JsonNode list, String at) {
    if (!list.isArray()) {
      add(at, "This is no list of records.", "Begin each record with a dash; [] is none.");
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      if (!list.get(i).isObject()) {
        add(Paths.item(at, i), "This is no record.", "A record is a map of columns to values.");
      }
    }
  }

  private boolean map(JsonNode node, String at, Set<String> known) {
    if (!node.isObject()) {
      add(at.isEmpty() ? "tests" : at, "This is no map.", "");
      return false;
    }
    node.properties()
        .forEach(
            field -> {
              if (!known.contains(field.getKey())) {
                add(
                    Paths.child(at, field.getKey()),
                    "There is no such field.",
                    NearMiss.advice(
                        field.getKey(), known.stream().sorted().toList(), "The fields here"));
              }
            });
    return true;
  }

  private void add(String where, String message, String advice) {
    problems.add(new Problem("bad-test", where, message, advice));
  }
}

package dev.penstock.cli.test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.penstock.cli.definition.InvalidException;
import dev.penstock.cli.definition.Mistake;
import dev.penstock.cli.definition.PipelineFile;
import dev.penstock.error.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file of tests, read and checked as far as its form goes.
 *
 * @param pipeline the definition that is tested, beside the file
 */
record TestFile(Path path, String text, Path pipeline, List<Case> cases) {
  private static final ObjectMapper YAML =
      YAMLMapper.builder(new YAMLFactory())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  /**
   * One test.
   *
   * @param at its path in the file
   * @param streams given records by stream
   * @param lookups given records by look-up
   * @param expect what should come out, as it is written
   * @param columns names of columns that any test of the file gives, by stream or look-up: a record
   *     that lacks one has no value there
   */
  record Case(
      String name,
      String at,
      Optional<String> environment,
      Map<String, String> parameters,
      Map<String, List<JsonNode>> streams,
      Map<String, List<JsonNode>> lookups,
      JsonNode expect,
      Map<String, Set<String>> columns) {}

  /**
   * Reads a file.
   *
   * @throws InvalidException with all mistakes of its form
   */
  static TestFile read(Path path) {
    String text = new String(PipelineFile.bytes(path), StandardCharsets.UTF_8);
    List<Problem> problems = new ArrayList<>();
    JsonNode root;
    try {
      root = YAML.readTree(text);
    } catch (JsonProcessingException e) {
      String where =
          "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
      String what = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new InvalidException(
          Mistake.of(
              path,
              text,
              List.of(
                  new Problem(
                      "malformed",
                      where,
                      "This is not well-formed YAML: " + what + ".",
                      "Check indentation, colons and quotes around this place."))));
    }
    new TestForm(problems).check(root);
    if (!problems.isEmpty()) {
      throw new InvalidException(Mistake.of(path, text, problems));
    }
    List<Case> cases = new ArrayList<>();
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    for (JsonNode one : root.path("tests")) {
      cases.add(one(one, "tests[" + cases.size() + "]", columns));
    }
    Path pipeline = path.resolveSibling(root.path("pipeline").asText());
    return new TestFile(path, text, pipeline, cases);
  }

  private static Case one(JsonNode node, String at, Map<String, Set<String>> columns) {
    Map<String, String> parameters = new LinkedHashMap<>();
    node.path("parameters")
        .properties()
        .forEach(field -> parameters.put(field.getKey(), field.getValue().asText()));
    Map<String, List<JsonNode>> streams = new LinkedHashMap<>();
    Map<String, List<JsonNode>> lookups = new LinkedHashMap<>();
    node.path("given")
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isObject()) {
                field
                    .getValue()
                    .properties()
                    .forEach(lookup -> lookups.put(lookup.getKey(), list(lookup.getValue())));
              } else {
                streams.put(field.getKey(), list(field.getValue()));
              }
            });
    columns(streams, columns);
    columns(lookups, columns);
    return new Case(
        node.path("name").asText(),
        at,
        Optional.ofNullable(node.get("environment")).map(JsonNode::asText),
        parameters,
        streams,
        lookups,
        node.path("expect"),
        columns);
  }

  private static void columns(
      Map<String, List<JsonNode>> records, Map<String, Set<String>> columns) {
    records.forEach(
        (name, list) -> {
          Set<String> known = columns.computeIfAbsent(name, key -> new LinkedHashSet<>());
          list.forEach(record -> record.fieldNames().forEachRemaining(known::add));
        });
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all;
  }
}

package dev.penstock.cli.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.penstock.cli.client.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Writes what came out into a test file as what is expected. What a test does not look at stays
 * unlooked at; a test that expects nothing yet gets its outputs, models and rejects. The file is
 * written anew as a whole, so comments in it are lost. Stateless.
 */
final class Expectations {
  private static final ObjectMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .build());

  private Expectations() {}

  /** The findings are those of the file's tests, in their order. */
  static void update(TestFile file, List<Finding> findings) {
    try {
      ObjectNode root = (ObjectNode) new YAMLMapper().readTree(file.text());
      for (int i = 0; i < findings.size(); i++) {
        ObjectNode test = (ObjectNode) root.path("tests").path(i);
        test.set("expect", expected(test.path("expect"), findings.get(i)));
      }
      Path part = file.path().resolveSibling(file.path().getFileName() + ".part");
      Files.writeString(part, YAML.writeValueAsString(root));
      Files.move(part, file.path(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CliException("The test file " + file.path() + " could not be written.");
    }
  }

  private static ObjectNode expected(JsonNode before, Finding found) {
    ObjectNode after = JsonNodeFactory.instance.objectNode();
    if (before.isObject()) {
      after.setAll((ObjectNode) before);
    }
    boolean fresh = after.isEmpty();
    for (String kind : List.of("outputs", "models")) {
      for (Map.Entry<String, JsonNode> table : before.path(kind).properties()) {
        List<JsonNode> rows = found.tables().get(table.getKey());
        if (rows != null) {
          after.withObject("/" + kind).set(table.getKey(), table(table.getValue(), rows));
        }
      }
    }
    if (fresh) {
      found.tables().forEach((name, rows) -> after.withObject("/outputs").set(name, all(rows)));
    }
    if (!found.rejects().isEmpty() || after.has("rejects")) {
      ArrayNode rejects = after.putArray("rejects");
      found
          .rejects()
          .forEach(
              one ->
                  rejects
                      .addObject()
                      .put("stream", one.stream())
                      .put("step", one.record().step())
                      .put("rule", one.record().rule())
                      .set("record", Verdict.original(one.record().original())));
    }
    return after;
  }

  private static JsonNode table(JsonNode before, List<JsonNode> rows) {
    ObjectNode after = before.deepCopy();
    if (after.has("count")) {
      after.put("count", rows.size());
    }
    if (after.has("rows") || after.has("contains")) {
      boolean all = after.has("rows");
      // The columns that the author looks at stay those.
      JsonNode first = after.path(all ? "rows" : "contains").path(0);
      if (all) {
        ArrayNode list = after.putArray("rows");
        for (JsonNode row : rows) {
          ObjectNode kept = list.addObject();
          row.properties()
              .forEach(
                  field -> {
                    if (first.isMissingNode() || first.has(field.getKey())) {
                      kept.set(field.getKey(), field.getValue());
                    }
                  });
        }
      }
    }
    return after;
  }

  private static ObjectNode all(List<JsonNode> rows) {
    ObjectNode table = JsonNodeFactory.instance.objectNode();
    rows.forEach(table.putArray("rows")::add);
    return table;
  }
}

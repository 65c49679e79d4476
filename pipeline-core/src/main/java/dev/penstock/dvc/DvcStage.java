package dev.penstock.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A stage of {@code dvc.yaml}: a command, what it reads and what it makes.
 *
 * @param deps paths that it depends on, relative to the folder of {@code dvc.yaml}
 * @param outs paths that it makes, likewise
 */
public record DvcStage(String name, String command, List<String> deps, List<String> outs) {
  /** Fields of a stage that change nothing of what {@code dvc.lock} says of it. */
  private static final Set<String> KNOWN =
      Set.of("cmd", "deps", "outs", "desc", "meta", "frozen", "always_changed");

  public DvcStage {
    deps = deps.stream().sorted().toList();
    outs = outs.stream().sorted().toList();
  }

  /**
   * Reads a stage.
   *
   * @throws DvcException where it has what only DVC can work out: templates, params, metrics
   */
  static DvcStage of(String name, JsonNode stage) {
    for (String field : (Iterable<String>) stage::fieldNames) {
      if (!KNOWN.contains(field)) {
        throw onlyDvc(name, "has `" + field + "`");
      }
    }
    if (!stage.path("cmd").isTextual()) {
      throw onlyDvc(name, "has no single command");
    }
    return new DvcStage(
        name,
        plain(name, stage.path("cmd").textValue()),
        paths(name, stage.path("deps")),
        paths(name, stage.path("outs")));
  }

  /** The stage as {@code dvc.yaml} has it. */
  ObjectNode tree() {
    ObjectNode stage = Yaml.map();
    stage.put("cmd", command);
    if (!deps.isEmpty()) {
      ArrayNode list = stage.putArray("deps");
      deps.forEach(list::add);
    }
    ArrayNode list = stage.putArray("outs");
    // Without `persist` DVC would remove the folder before the run, under the eyes of its readers.
    outs.forEach(out -> list.addObject().putObject(out).put("persist", true));
    return stage;
  }

  private static List<String> paths(String stage, JsonNode list) {
    List<String> paths = new ArrayList<>();
    for (JsonNode item : list) {
      String path =
          item.isTextual()
              ? item.textValue()
              : item.isObject() && item.size() == 1 ? item.fieldNames().next() : "";
      if (path.isEmpty()) {
        throw onlyDvc(stage, "has a path that is no text");
      }
      paths.add(plain(stage, path));
    }
    return paths;
  }

  private static String plain(String stage, String text) {
    if (text.contains("${")) {
      throw onlyDvc(stage, "has a template");
    }
    return text;
  }

  private static DvcException onlyDvc(String stage, String why) {
    return new DvcException(
        "The stage "
            + stage
            + " of dvc.yaml "
            + why
            + ", which only DVC can work out. Run it by: dvc repro "
            + stage);
  }
}

package dev.penstock.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file {@code dvc.yaml} of a folder, with the stages of its pipeline. Not thread-safe. */
public final class DvcYaml {
  /** The file's name. */
  public static final String NAME = "dvc.yaml";

  private final Path file;
  private final ObjectNode root;

  private DvcYaml(Path file, ObjectNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads the file of the folder; one that is not there has no stages.
   *
   * @throws DvcException where it is no YAML
   */
  public static DvcYaml in(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    return new DvcYaml(file, Yaml.read(file));
  }

  /**
   * The stage of this name.
   *
   * @throws DvcException where there is none, with those that there are, or where only DVC can read
   *     it
   */
  public DvcStage stage(String name) {
    JsonNode stage = root.path("stages").path(name);
    if (!stage.isObject()) {
      List<String> names = new ArrayList<>();
      root.path("stages").fieldNames().forEachRemaining(names::add);
      throw new DvcException(
          "There is no stage "
              + name
              + " in "
              + file
              + "; "
              + (names.isEmpty() ? "it has none." : "it has: " + String.join(", ", names) + "."));
    }
    return DvcStage.of(name, stage);
  }

  /** The stage alone, as it stands in a {@code dvc.yaml}. */
  public static String text(DvcStage stage) {
    ObjectNode root = Yaml.map();
    root.putObject("stages").set(stage.name(), stage.tree());
    return Yaml.text(root);
  }

  /**
   * Puts the stage into the file, in place of one of its name, and keeps all others.
   *
   * @return false where the file says so already
   * @throws DvcException where the file has comments, which would be lost
   */
  public boolean put(DvcStage stage) throws IOException {
    ObjectNode tree = stage.tree();
    if (tree.equals(root.path("stages").path(stage.name()))) {
      return false;
    }
    if (Files.exists(file) && Files.readString(file).lines().anyMatch(DvcYaml::comment)) {
      throw new DvcException(
          file + " has comments, which would be lost. Put the stage in by hand:\n" + text(stage));
    }
    root.withObject("/stages").set(stage.name(), tree);
    Yaml.replace(file, root);
    return true;
  }

  private static boolean comment(String line) {
    return line.stripLeading().startsWith("#") || line.contains(" #");
  }
}

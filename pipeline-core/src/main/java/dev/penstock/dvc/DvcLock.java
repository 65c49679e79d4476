package dev.penstock.dvc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The file {@code dvc.lock} beside {@code dvc.yaml}: of each stage the command and the hashes of
 * what it read and made when it last ran.
 */
public final class DvcLock {
  /** The file's name. */
  public static final String NAME = "dvc.lock";

  private static final String SCHEMA = "2.0";

  private DvcLock() {}

  /**
   * Writes what a stage read and made, and keeps what the file says of other stages. Doing it again
   * changes nothing.
   *
   * @throws DvcException where the file is of another version
   */
  public static void record(
      Path folder, DvcStage stage, Map<String, DvcHash> deps, Map<String, DvcHash> outs)
      throws IOException {
    Path file = folder.resolve(NAME);
    ObjectNode root = Yaml.read(file);
    if (!root.path("schema").asText(SCHEMA).equals(SCHEMA)) {
      throw new DvcException(file + " is of another version than " + SCHEMA + ".");
    }
    ObjectNode next = Yaml.map();
    next.put("schema", SCHEMA);
    next.setAll(root);
    next.withObject("/stages").set(stage.name(), entry(stage, deps, outs));
    Yaml.replace(file, next);
  }

  private static ObjectNode entry(
      DvcStage stage, Map<String, DvcHash> deps, Map<String, DvcHash> outs) {
    ObjectNode entry = Yaml.map();
    entry.put("cmd", stage.command());
    list(entry, "deps", new TreeMap<>(deps));
    list(entry, "outs", new TreeMap<>(outs));
    return entry;
  }

  private static void list(ObjectNode entry, String field, SortedMap<String, DvcHash> hashes) {
    if (hashes.isEmpty()) {
      return;
    }
    ArrayNode list = entry.putArray(field);
    hashes.forEach(
        (path, hash) -> {
          ObjectNode item = list.addObject();
          item.put("path", path);
          item.put("hash", "md5");
          hash.writeTo(item);
        });
  }
}

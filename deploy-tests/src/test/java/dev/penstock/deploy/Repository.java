package dev.penstock.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The project's files. Stateless. */
final class Repository {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Repository() {}

  /** A file or folder by its path from the project's root. */
  static Path path(String path) {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("deploy/kubernetes"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("run the tests inside the project");
      }
    }
    return folder.resolve(path);
  }

  static String text(String path) {
    try {
      return Files.readString(path(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of a YAML file. */
  static List<JsonNode> yaml(Path file) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      List<JsonNode> all = new ArrayList<>();
      documents.forEachRemaining(all::add);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException("not YAML: " + file, e);
    }
  }

  static JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

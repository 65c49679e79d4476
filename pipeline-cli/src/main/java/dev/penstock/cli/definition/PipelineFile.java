package dev.penstock.cli.definition;

import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.Surroundings;
import dev.penstock.error.PermanentException;
import dev.penstock.transform.SqlCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A definition in a file of this machine.
 *
 * @param text as it is in the file
 */
public record PipelineFile(Path path, byte[] text, PipelineDefinition definition) {
  /** The end of a test file's name; such a file is no definition. */
  public static final String TEST = ".test";

  private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

  /** Reads and checks the file, as far as that goes without the server. */
  public static PipelineFile read(Path path) {
    return read(path, Surroundings.UNKNOWN);
  }

  /**
   * Reads and checks the file, and what it says of its surroundings.
   *
   * @throws InvalidException with all mistakes
   */
  public static PipelineFile read(Path path, Surroundings surroundings) {
    byte[] bytes = bytes(path);
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      return new PipelineFile(
          path, bytes, SqlCheck.check(new DefinitionParser().parse(text, surroundings)));
    } catch (PermanentException e) {
      throw new InvalidException(Mistake.of(path, text, e.problems()));
    }
  }

  /** What is in the file. */
  public static byte[] bytes(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new CliException(Exit.NOT_FOUND, "There is no file " + path + ".");
    }
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new CliException(Exit.NOT_FOUND, "The file " + path + " cannot be read.");
    }
  }

  /**
   * The definitions that are meant: the files that are named, and those directly in the folders
   * that are named, by name.
   *
   * @param tests whether test files are meant instead
   */
  public static List<Path> find(List<Path> named, boolean tests) {
    List<Path> found = new ArrayList<>();
    for (Path one : named) {
      if (!Files.isDirectory(one)) {
        found.add(one);
        continue;
      }
      try (Stream<Path> entries = Files.list(one)) {
        List<Path> inside =
            entries
                .filter(Files::isRegularFile)
                .filter(file -> ENDINGS.stream().anyMatch(file.toString()::endsWith))
                .filter(file -> tests == isTest(file))
                .sorted()
                .toList();
        if (inside.isEmpty()) {
          throw new CliException(
              Exit.NOT_FOUND,
              "The folder "
                  + one
                  + " has no "
                  + (tests ? "test file (NAME.test.yaml)" : "definition (.yaml, .yml, .json)")
                  + ".");
        }
        found.addAll(inside);
      } catch (IOException e) {
        throw new CliException(Exit.NOT_FOUND, "The folder " + one + " cannot be read.");
      }
    }
    return found;
  }

  private static boolean isTest(Path file) {
    String name = file.getFileName().toString();
    return ENDINGS.stream().anyMatch(ending -> name.endsWith(TEST + ending));
  }
}

package dev.penstock.cli;

import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * A definition in a file of this machine.
 *
 * @param text as it is in the file
 */
record PipelineFile(Path path, byte[] text, PipelineDefinition definition) {

  /** Reads and checks the file, as far as that goes without the server. */
  static PipelineFile read(Path path) {
    try {
      byte[] text = Files.readAllBytes(path);
      PipelineDefinition definition =
          new DefinitionParser().parse(new String(text, StandardCharsets.UTF_8));
      return new PipelineFile(path, text, definition);
    } catch (IOException e) {
      throw new CliException("The pipeline " + path + " cannot be read.");
    } catch (PermanentException e) {
      throw new CliException(
          "The pipeline "
              + path
              + " is not valid:\n"
              + e.problems().stream()
                  .map(Problem::text)
                  .map(problem -> "  " + problem)
                  .collect(Collectors.joining("\n")));
    }
  }
}

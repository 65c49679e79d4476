package dev.penstock.cli.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.client.OutputOptions;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.Style;
import dev.penstock.definition.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code validate}: checks definitions without a server; exit code 3 where there is a mistake. */
@Command(
    name = "validate",
    description = "Checks definitions without a server: every mistake with its line.")
public final class ValidateCommand extends LocalCommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files, or folders of them.")
  private List<Path> files = new ArrayList<>();

  @Mixin private OfflineOptions offline = new OfflineOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  protected Exit call(Console console) {
    Surroundings surroundings = offline.surroundings(offline.connections(System.getenv()));
    List<Mistake> mistakes = new ArrayList<>();
    List<String> fine = new ArrayList<>();
    for (Path file : PipelineFile.find(files, false)) {
      try {
        PipelineFile read = PipelineFile.read(file, surroundings);
        fine.add(file + ": " + read.definition().name() + " is valid.");
      } catch (InvalidException e) {
        mistakes.addAll(e.mistakes());
      }
    }
    if (output.json()) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      ArrayNode items = document.putArray("items");
      mistakes.forEach(mistake -> items.add(mistake.json()));
      console.raw(document.toPrettyString());
    } else {
      mistakes.forEach(mistake -> console.line(shown(console, mistake)));
      fine.forEach(console::line);
    }
    return mistakes.isEmpty() ? Exit.FINE : Exit.INVALID;
  }

  private static String shown(Console console, Mistake mistake) {
    String text = mistake.text();
    int place = text.indexOf(' ');
    return console.paint(Style.PLACE, text.substring(0, place)) + text.substring(place);
  }
}

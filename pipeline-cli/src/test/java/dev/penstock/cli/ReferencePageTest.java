package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.penstock.cli.client.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The page of the command line says what the commands say. {@code -Dpenstock.docs.write=true}
 * writes it.
 */
class ReferencePageTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "command-line.md");

  @Test
  void thePageHasEveryCommandAndOption() throws IOException {
    String page = Files.readString(PAGE);
    String made = with(with(page, "exit codes", exits()), "commands", commands());

    if (Boolean.getBoolean("penstock.docs.write")) {
      Files.writeString(PAGE, made);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(made);
  }

  @Test
  void helpAndPageNameTheSameExitCodes() {
    String help = Penstock.line(null).getUsageMessage().replaceAll("\\s+", " ");

    assertThat(Exit.values())
        .allSatisfy(exit -> assertThat(help).contains(exit.code() + " ").contains(exit.meaning()));
  }

  @Test
  void thePublishedSchemaOfTestsHasTheFieldsThatAreRead() throws IOException {
    JsonNode schema =
        new JsonMapper().readTree(Files.readString(PAGE.resolveSibling("test.schema.json")));

    assertThat(schema.at("/properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("pipeline", "tests");
    assertThat(schema.at("/$defs/table/properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("rows", "contains", "count", "ordered");
  }

  private static String with(String page, String name, String text) {
    String begin = "<!-- generated: " + name + " -->\n";
    int from = page.indexOf(begin) + begin.length();
    return page.substring(0, from) + text + page.substring(page.indexOf("<!-- end -->", from));
  }

  private static String exits() {
    return Arrays.stream(Exit.values())
        .map(exit -> "| " + exit.code() + " | " + exit.meaning() + " |\n")
        .collect(Collectors.joining("", "| code | meaning |\n|---|---|\n", ""));
  }

  private static String commands() {
    StringBuilder text = new StringBuilder();
    for (CommandLine command : Penstock.line(null).getSubcommands().values()) {
      append(text, command.getCommandSpec(), "");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, CommandSpec command, String parent) {
    String name = parent + command.name();
    text.append("### ").append(name).append("\n\n");
    text.append(String.join(" ", command.usageMessage().description())).append("\n\n");
    StringBuilder rows = new StringBuilder();
    command.positionalParameters().forEach(one -> row(rows, one.paramLabel(), one.description()));
    for (OptionSpec option : command.options()) {
      if (!option.usageHelp() && !option.versionHelp() && !option.inherited() && !common(option)) {
        String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        row(rows, String.join(", ", option.names()) + label, option.description());
      }
    }
    if (!rows.isEmpty()) {
      text.append("| | |\n|---|---|\n").append(rows).append('\n');
    }
    for (CommandLine sub : command.subcommands().values()) {
      append(text, sub.getCommandSpec(), name + " ");
    }
  }

  /** Those that the top of the page tells once. */
  private static boolean common(OptionSpec option) {
    return option.longestName().equals("--output") || option.longestName().equals("--url");
  }

  private static void row(StringBuilder rows, String name, String[] description) {
    rows.append("| `")
        .append(name.replace("|", "\\|"))
        .append("` | ")
        .append(String.join(" ", description).replace("|", "\\|"))
        .append(" |\n");
  }
}

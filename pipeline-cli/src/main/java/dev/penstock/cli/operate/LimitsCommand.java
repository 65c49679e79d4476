package dev.penstock.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code limits}: places in use, and runs that wait for one. */
@Command(name = "limits", description = "Shows the places in use and what waits for one.")
public final class LimitsCommand extends ServerCommand {
  @Override
  protected Exit call(ApiClient api, Console console) {
    Answer answer = api.get(Query.of("limits"));
    List<String> lines = new ArrayList<>();
    answer
        .json()
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isArray()) {
                if (!field.getValue().isEmpty()) {
                  lines.add(field.getKey());
                  lines.addAll(table(field.getValue(), console.width()));
                }
              } else {
                lines.add(
                    "%-14s  %s"
                        .formatted(field.getKey(), ScheduleCommand.trigger(field.getValue())));
              }
            });
    output().show(console, answer, lines);
    return Exit.FINE;
  }

  /** A table of whatever fields the entries have. */
  private static List<String> table(JsonNode items, int width) {
    Set<String> fields = new LinkedHashSet<>();
    items.forEach(item -> item.fieldNames().forEachRemaining(fields::add));
    if (fields.isEmpty()) {
      return List.of("  " + ScheduleCommand.trigger(items));
    }
    TextTable table = new TextTable(fields.toArray(String[]::new));
    items.forEach(
        item ->
            table.row(fields.stream().map(f -> ScheduleCommand.trigger(item.path(f))).toList()));
    return table.lines(width);
  }
}

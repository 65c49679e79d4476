package dev.penstock.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Listing;
import dev.penstock.cli.client.PageOptions;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code schedule}: when pipelines start by themselves. */
@Command(
    name = "schedule",
    description = "Shows, pauses and resumes what starts by itself.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ScheduleCommand.ListThem.class,
      ScheduleCommand.Show.class,
      ScheduleCommand.Pause.class,
      ScheduleCommand.Resume.class
    })
public final class ScheduleCommand extends Group {
  /** {@code list}. */
  @Command(name = "list", description = "Lists what starts when, the next first.")
  public static final class ListThem extends ServerCommand {
    @Mixin private PageOptions page = new PageOptions();

    @Override
    protected Exit call(ApiClient api, Console console) {
      Listing listing =
          new Listing("Nothing starts by itself.")
              .column("pipeline", "/pipeline")
              .column("next", one -> Listing.time(one.path("at")))
              .column("by", "/by");
      output().show(console, api.get(page.on(Query.of("schedules"))), listing);
      return Exit.FINE;
    }
  }

  static String trigger(JsonNode trigger) {
    if (!trigger.isObject()) {
      return Listing.text(trigger);
    }
    List<String> parts = new ArrayList<>();
    trigger
        .properties()
        .forEach(
            field -> {
              if (!field.getValue().isNull()) {
                parts.add(field.getKey() + " " + Listing.text(field.getValue()));
              }
            });
    return String.join(", ", parts);
  }

  /** Of one pipeline. */
  abstract static class OfPipeline extends ServerCommand {
    @Parameters(paramLabel = "PIPELINE", description = "The pipeline.")
    private String pipeline = "";

    final Query at() {
      return Query.of("pipelines", pipeline, "schedule");
    }

    final Query at(String action) {
      return Query.of("pipelines", pipeline, "schedule", action);
    }

    final Exit show(Console console, Answer answer) {
      JsonNode schedule = answer.json();
      List<String> lines = new ArrayList<>();
      if (schedule.path("trigger").isNull()) {
        lines.add(pipeline + " has no schedule: nothing starts it by itself.");
        output().show(console, answer, lines);
        return Exit.FINE;
      }
      lines.add(
          pipeline
              + ": "
              + trigger(schedule.path("trigger"))
              + (schedule.path("paused").asBoolean() ? "  PAUSED" : ""));
      schedule.path("next").forEach(time -> lines.add("  next  " + Listing.time(time)));
      if (schedule.path("last").isObject()) {
        lines.add("  last  " + trigger(schedule.path("last")));
      }
      output().show(console, answer, lines);
      return Exit.FINE;
    }
  }

  /** {@code show}. */
  @Command(name = "show", description = "Shows when a pipeline starts next.")
  public static final class Show extends OfPipeline {
    @Override
    protected Exit call(ApiClient api, Console console) {
      return show(console, api.get(at()));
    }
  }

  /** {@code pause}. */
  @Command(name = "pause", description = "Lets a pipeline not start by itself until it is resumed.")
  public static final class Pause extends OfPipeline {
    @Override
    protected Exit call(ApiClient api, Console console) {
      api.post(at("pause"));
      return show(console, api.get(at()));
    }
  }

  /** {@code resume}. */
  @Command(name = "resume", description = "Lets a pipeline start by itself again.")
  public static final class Resume extends OfPipeline {
    @Override
    protected Exit call(ApiClient api, Console console) {
      api.post(at("resume"));
      return show(console, api.get(at()));
    }
  }
}

package dev.penstock.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Listing;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code backfill}: a window of time cut into runs. With a pipeline it starts one; its own commands
 * look after those that there are.
 */
@Command(
    name = "backfill",
    description = "Cuts a window of time into runs and starts them, a few at a time.",
    subcommands = {
      BackfillCommand.ListThem.class,
      BackfillCommand.Show.class,
      BackfillCommand.Cancel.class,
      BackfillCommand.Pause.class,
      BackfillCommand.Resume.class
    })
public final class BackfillCommand extends ServerCommand {
  @Parameters(paramLabel = "PIPELINE", arity = "0..1", description = "The pipeline.")
  private @Nullable String pipeline;

  @Option(names = "--from", paramLabel = "TIME", description = "Where the window begins.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Where it ends; not part of it.")
  private @Nullable String to;

  @Option(
      names = "--step",
      paramLabel = "LENGTH",
      description = "What each run gets: 1d, 6h, 1 month.")
  private @Nullable String step;

  @Option(names = "--parallel", paramLabel = "N", description = "The most runs at a time.")
  private @Nullable Integer parallel;

  @Option(
      names = "--order",
      paramLabel = "ORDER",
      description = "Which come first, such as newest.")
  private @Nullable String order;

  @Option(names = "--mode", paramLabel = "MODE", description = "incremental or full.")
  private @Nullable String mode;

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      description = "The environment in which they run.")
  private @Nullable String environment;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "A parameter's value; may be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--reprocess",
      paramLabel = "WHICH",
      arity = "0..1",
      fallbackValue = "all",
      description = "Also what was read already: failed or all (if not given).")
  private @Nullable String reprocess;

  @Option(names = "--watch", description = "Follows the backfill to its end.")
  private boolean watch;

  @Override
  protected Exit call(ApiClient api, Console console) {
    if (pipeline == null || from == null || to == null) {
      throw usage(
          "A backfill needs a pipeline, --from and --to. Those that there are: backfill list");
    }
    Answer answer = api.post(Query.of("pipelines", pipeline, "backfills"), body());
    String id = answer.json().path("id").asText();
    if (watch) {
      console.note("Backfill " + id + " of " + pipeline);
      return new BackfillWatcher(api, console, output()).watch(id);
    }
    output()
        .show(
            console,
            answer,
            List.of(
                "Backfill " + id + " of " + pipeline + " is under way.",
                "Its runs: penstock backfill show " + id));
    return Exit.FINE;
  }

  private ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("from", from).put("to", to);
    Map<String, @Nullable String> texts = new LinkedHashMap<>();
    texts.put("step", step);
    texts.put("order", order);
    texts.put("mode", mode);
    texts.put("environment", environment);
    texts.put("reprocess", reprocess);
    texts.forEach(
        (name, value) -> {
          if (value != null) {
            body.put(name, value);
          }
        });
    if (parallel != null) {
      body.put("parallel", parallel);
    }
    if (!parameters.isEmpty()) {
      ObjectNode values = body.putObject("parameters");
      parameters.forEach(values::put);
    }
    return body;
  }

  /** {@code list}. */
  @Command(name = "list", description = "Lists backfills.")
  public static final class ListThem extends ServerCommand {
    @Parameters(paramLabel = "PIPELINE", arity = "0..1", description = "Only of a pipeline.")
    private @Nullable String pipeline;

    @Override
    protected Exit call(ApiClient api, Console console) {
      Listing listing =
          new Listing("There are no backfills.")
              .column("backfill", "/id")
              .column("pipeline", "/pipeline")
              .column("state", "/state")
              .column("from", "/from")
              .column("to", "/to")
              .column("step", "/step")
              .wide("created", Listing.time("/createdAt"));
      output().show(console, api.get(Query.of("backfills").with("pipeline", pipeline)), listing);
      return Exit.FINE;
    }
  }

  /** One that there is. */
  abstract static class One extends ServerCommand {
    @Parameters(paramLabel = "BACKFILL", description = "Its id.")
    private String id = "";

    final String id() {
      return id;
    }

    final Exit show(Console console, Answer answer) {
      output().show(console, answer, lines(answer.json()));
      return Exit.FINE;
    }
  }

  /** What there is to say of a backfill, whatever its server counts. */
  static List<String> lines(JsonNode backfill) {
    List<String> lines = new ArrayList<>();
    backfill
        .properties()
        .forEach(
            field -> {
              boolean list = field.getValue().isArray();
              String text =
                  list
                      ? field.getValue().size() + " in all"
                      : field.getKey().endsWith("At")
                          ? Listing.time(field.getValue())
                          : ScheduleCommand.trigger(field.getValue());
              if (!text.isEmpty()) {
                lines.add("%-14s  %s".formatted(field.getKey(), text));
              }
            });
    return lines;
  }

  /** {@code show}. */
  @Command(name = "show", description = "Shows how far a backfill is.")
  public static final class Show extends One {
    @Override
    protected Exit call(ApiClient api, Console console) {
      return show(console, api.get(Query.of("backfills", id())));
    }
  }

  /** {@code cancel}. */
  @Command(name = "cancel", description = "Cancels a backfill with all of its runs.")
  public static final class Cancel extends One {
    @Option(
        names = {"-y", "--yes"},
        description = "Does not ask.")
    private boolean yes;

    @Override
    protected Exit call(ApiClient api, Console console) {
      if (!yes && console.terminal() && !console.confirm("Cancel backfill " + id() + "?")) {
        console.note("Nothing was changed.");
        return Exit.FAILED;
      }
      return show(console, api.post(Query.of("backfills", id(), "cancel")));
    }
  }

  /** {@code pause}. */
  @Command(name = "pause", description = "Starts no more of its runs until it is resumed.")
  public static final class Pause extends One {
    @Override
    protected Exit call(ApiClient api, Console console) {
      return show(console, api.post(Query.of("backfills", id(), "pause")));
    }
  }

  /** {@code resume}. */
  @Command(name = "resume", description = "Lets a backfill go on.")
  public static final class Resume extends One {
    @Override
    protected Exit call(ApiClient api, Console console) {
      return show(console, api.post(Query.of("backfills", id(), "resume")));
    }
  }
}

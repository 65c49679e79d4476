package dev.penstock.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Listing;
import dev.penstock.cli.client.PageOptions;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.RunView;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.run.Outcome;
import dev.penstock.cli.run.RunRef;
import dev.penstock.cli.terminal.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rejects}: the records of a run that were rejected. */
@Command(
    name = "rejects",
    description = "Finds, downloads, replays and dismisses the rejects of a run.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RejectsCommand.ListThem.class,
      RejectsCommand.Show.class,
      RejectsCommand.Export.class,
      RejectsCommand.Replay.class,
      RejectsCommand.Dismiss.class,
      RejectsCommand.Reopen.class
    })
public final class RejectsCommand extends Group {
  /** Of one run. */
  abstract static class OfRun extends ServerCommand {
    @Parameters(index = "0", paramLabel = "RUN", description = RunRef.HELP)
    private String run = "last";

    final String run(ApiClient api) {
      return RunRef.resolve(api, run);
    }
  }

  /** {@code list}. */
  @Command(name = "list", description = "Lists rejects.")
  public static final class ListThem extends OfRun {
    @Mixin private RejectFilter filter = new RejectFilter();
    @Mixin private PageOptions page = new PageOptions();

    @Override
    protected Exit call(ApiClient api, Console console) {
      Listing listing =
          new Listing("There are no such rejects.")
              .column("id:", "/id")
              .column("place", "/place")
              .column("step", one -> step(one))
              .column("rule", "/rule")
              .column("message", "/message")
              .column("status", "/status")
              .wide("class", "/errorClass")
              .wide("output", "/output")
              .wide("original", "/original");
      Query query = filter.on(Query.of("runs", run(api), "rejects"));
      output().show(console, api.get(page.on(query)), listing);
      return Exit.FINE;
    }
  }

  private static String step(JsonNode reject) {
    return reject.path("stream").asText() + "." + reject.path("step").asText();
  }

  /** {@code show}. */
  @Command(name = "show", description = "Shows one reject whole, with its record.")
  public static final class Show extends OfRun {
    @Parameters(index = "1", paramLabel = "ID", description = "Its number in the run.")
    private long id;

    @Override
    protected Exit call(ApiClient api, Console console) {
      Query query = Query.of("runs", run(api), "rejects").with("after", id - 1).with("limit", 1);
      JsonNode found = api.get(query).items().path(0);
      if (found.path("id").asLong() != id) {
        throw new CliException(
            Exit.NOT_FOUND, "The run has no reject " + id + " that was kept. Which it has: list");
      }
      if (output().json()) {
        console.raw(found.toPrettyString());
        return Exit.FINE;
      }
      found
          .properties()
          .forEach(
              field -> {
                String text = Listing.text(field.getValue());
                if (!text.isEmpty() && !"original".equals(field.getKey())) {
                  console.line("%-12s  %s".formatted(field.getKey(), text));
                }
              });
      console.line("original");
      Records.lines(found.path("original").asText()).forEach(line -> console.line("  " + line));
      return Exit.FINE;
    }
  }

  /** {@code export}. */
  @Command(name = "export", description = "Writes all rejects that are meant to a file.")
  public static final class Export extends OfRun {
    @Mixin private RejectFilter filter = new RejectFilter();

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        defaultValue = "jsonl",
        description = "jsonl (if not given) or csv.")
    private String format = "jsonl";

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "Where to (default: the standard output).")
    private @Nullable Path file;

    @Override
    protected Exit call(ApiClient api, Console console) {
      Query query = filter.on(Query.of("runs", run(api), "rejects")).with("format", format);
      try (InputStream body = api.open(query, Map.of())) {
        if (file == null) {
          body.transferTo(System.out);
          System.out.flush();
        } else {
          try (OutputStream to = Files.newOutputStream(file)) {
            long bytes = body.transferTo(to);
            console.note(bytes + " bytes written to " + file);
          }
        }
        return Exit.FINE;
      } catch (IOException e) {
        throw new CliException("The rejects could not be written: " + e.getMessage());
      }
    }
  }

  /** One that takes some of a run's rejects. */
  abstract static class Some extends OfRun {
    @Mixin private RejectFilter filter = new RejectFilter();

    @Option(
        names = "--ids",
        split = ",",
        paramLabel = "ID",
        description = "These, with commas, instead of a filter.")
    private List<Long> ids = List.of();

    @Option(names = "--all", description = "All of the run, where there is no filter.")
    private boolean all;

    final ObjectNode body() {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      ObjectNode chosen = filter.body();
      if (!ids.isEmpty() && !chosen.isEmpty()) {
        throw usage("Name rejects by --ids or by a filter, not by both.");
      }
      if (!ids.isEmpty()) {
        ids.forEach(body.putArray("ids")::add);
      } else if (!chosen.isEmpty() || all) {
        body.set("filter", chosen);
      } else {
        throw usage("Say which: --ids, a filter such as --rule, or --all.");
      }
      return body;
    }

    final Exit changed(Console console, Answer answer, String what) {
      output()
          .show(
              console,
              answer,
              List.of(
                  Listing.text(answer.json().path("changed"))
                      + " of "
                      + Listing.text(answer.json().path("matched"))
                      + " rejects are "
                      + what
                      + " now."));
      return Exit.FINE;
    }
  }

  /** {@code replay}. */
  @Command(name = "replay", description = "Sends rejects through the current version again.")
  public static final class Replay extends Some {
    @Option(names = "--no-wait", description = "Only submits the replay.")
    private boolean submitOnly;

    @Override
    protected Exit call(ApiClient api, Console console) {
      Answer answer = api.post(Query.of("runs", run(api), "replay"), body());
      RunView replay = api.run(answer);
      console.note("Replay " + replay.id() + " of " + replay.pipeline());
      if (submitOnly) {
        output().show(console, answer, List.of(replay.id()));
        return Exit.FINE;
      }
      return Outcome.follow(api, console, output(), replay);
    }
  }

  /** {@code dismiss}. */
  @Command(name = "dismiss", description = "Notes that nothing is to be done about rejects.")
  public static final class Dismiss extends Some {
    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
    private String reason = "";

    @Override
    protected Exit call(ApiClient api, Console console) {
      Query at = Query.of("runs", run(api), "rejects", "dismiss");
      return changed(console, api.post(at, body().put("reason", reason)), "dismissed");
    }
  }

  /** {@code reopen}. */
  @Command(name = "reopen", description = "Takes back that rejects were dismissed.")
  public static final class Reopen extends Some {
    @Override
    protected Exit call(ApiClient api, Console console) {
      Query at = Query.of("runs", run(api), "rejects", "reopen");
      return changed(console, api.post(at, body()), "open");
    }
  }
}

package dev.penstock.cli.run;

import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Listing;
import dev.penstock.cli.client.PageOptions;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runs}: lists runs. */
@Command(name = "runs", description = "Lists runs, the newest first.")
public final class RunsCommand extends ServerCommand {
  @Parameters(paramLabel = "PIPELINE", arity = "0..1", description = "Only those of a pipeline.")
  private @Nullable String pipeline;

  @Option(
      names = "--state",
      split = ",",
      paramLabel = "STATE",
      description =
          "Only those in these states, with commas: queued, running, paused, auditing, publishing,"
              + " succeeded, failed, cancelled.")
  private List<String> states = List.of();

  @Option(names = "--mode", paramLabel = "MODE", description = "incremental, full or replay.")
  private @Nullable String mode;

  @Option(names = "--trigger", paramLabel = "KIND", description = "Only those that this started.")
  private @Nullable String trigger;

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      description = "Only those of an environment.")
  private @Nullable String environment;

  @Option(names = "--since", paramLabel = "TIME", description = "Only those made since then.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Only those made before.")
  private @Nullable String until;

  @Option(names = "--sort", paramLabel = "ORDER", description = "[-]created or [-]duration.")
  private @Nullable String sort;

  @Mixin private PageOptions page = new PageOptions();

  @Override
  protected Exit call(ApiClient api, Console console) {
    Query query =
        Query.of("runs")
            .with("pipeline", pipeline)
            .with("state", states.stream().map(s -> s.toUpperCase(Locale.ROOT)).toList())
            .with("mode", mode)
            .with("trigger", trigger)
            .with("environment", environment)
            .with("since", since)
            .with("until", until)
            .with("sort", sort);
    output().show(console, api.get(page.on(query)), listing());
    return Exit.FINE;
  }

  /** How runs are listed. */
  public static Listing listing() {
    return new Listing("There are no such runs.")
        .column("run", run -> RunRef.shortened(run.path("id").asText()))
        .column("pipeline", "/pipeline")
        .column(
            "state",
            run -> run.path("state").asText() + (run.path("dryRun").asBoolean() ? " (dry)" : ""))
        .column("created", Listing.time("/createdAt"))
        .column("duration:", Listing.millis("/durationMillis"))
        .column("rejects:", run -> Listing.text(rejects(run)))
        .wide("id", "/id")
        .wide("version:", "/version")
        .wide("mode", "/mode")
        .wide("from", "/from")
        .wide("priority:", "/priority")
        .wide("attempt:", "/attempt")
        .wide("trigger", "/trigger/kind")
        .wide("environment", "/environment");
  }

  private static com.fasterxml.jackson.databind.JsonNode rejects(
      com.fasterxml.jackson.databind.JsonNode run) {
    return run.path("rejects").isObject() ? run.at("/rejects/total") : run.path("rejects");
  }
}

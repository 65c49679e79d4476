package dev.penstock.cli.run;

import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Listing;
import dev.penstock.cli.client.PageOptions;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code actions}: who did what, and when. */
@Command(name = "actions", description = "Lists who did what and when, to one run or at all.")
public final class ActionsCommand extends ServerCommand {
  @Parameters(paramLabel = "RUN", arity = "0..1", description = RunRef.HELP)
  private @Nullable String run;

  @Option(names = "--who", paramLabel = "NAME", description = "Only what this person did.")
  private @Nullable String who;

  @Option(names = "--action", paramLabel = "ACTION", description = "Only such as cancel or retry.")
  private @Nullable String action;

  @Mixin private PageOptions page = new PageOptions();

  @Override
  protected Exit call(ApiClient api, Console console) {
    Query query =
        run == null
            ? Query.of("actions").with("who", who).with("action", action)
            : Query.of("runs", RunRef.resolve(api, run), "actions");
    Listing listing =
        new Listing("Nobody did anything yet.")
            .column("at", Listing.time("/at"))
            .column("who", "/who")
            .column("action", "/action")
            .column("subject", "/subject")
            .column("detail", "/detail")
            .wide("from", "/origin");
    output().show(console, api.get(page.on(query)), listing);
    return Exit.FINE;
  }
}

package dev.penstock.cli.run;

import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Listing;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hooks}: who was told of a run. */
@Command(name = "hooks", description = "Lists who was told of a run, and what was not delivered.")
public final class HooksCommand extends ServerCommand {
  @Parameters(paramLabel = "RUN", defaultValue = "last", description = RunRef.HELP)
  private String run = "last";

  @Override
  protected Exit call(ApiClient api, Console console) {
    Listing listing =
        new Listing("Nobody is told of this run.")
            .column("when", "/when")
            .column("notifier", "/notifier")
            .column("state", "/state")
            .column("attempts:", "/attempts")
            .column("delivered", Listing.time("/deliveredAt"))
            .column("next attempt", Listing.time("/nextAttemptAt"))
            .column("last error", "/lastError");
    output().show(console, api.get(Query.of("runs", RunRef.resolve(api, run), "hooks")), listing);
    return Exit.FINE;
  }
}

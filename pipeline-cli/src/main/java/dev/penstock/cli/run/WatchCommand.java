package dev.penstock.cli.run;

import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code watch}: follows a run to its end; exit code 0 only if it succeeded. */
@Command(
    name = "watch",
    description = "Follows a run to its end. Ctrl-C ends the command, not the run.")
public final class WatchCommand extends ServerCommand {
  @Parameters(paramLabel = "RUN", defaultValue = "last", description = RunRef.HELP)
  private String run = "last";

  @Override
  protected Exit call(ApiClient api, Console console) {
    return Outcome.follow(api, console, output(), api.run(RunRef.resolve(api, run)));
  }
}

package dev.penstock.cli.operate;

import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Listing;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code connections}: the places that the operator configured. */
@Command(
    name = "connections",
    description = "Lists and tries the connections that the server has.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConnectionsCommand.ListThem.class, ConnectionsCommand.Check.class})
public final class ConnectionsCommand extends Group {
  /** {@code list}. */
  @Command(name = "list", description = "Lists the connections; their settings are never shown.")
  public static final class ListThem extends ServerCommand {
    @Override
    protected Exit call(ApiClient api, Console console) {
      Listing listing =
          new Listing("No connection is configured.")
              .column("connection", "/name")
              .column("type", "/type")
              .column("reads", "/formats")
              .column("writes", one -> one.path("destination").asBoolean() ? "yes" : "");
      output().show(console, api.get(Query.of("connections")), listing);
      return Exit.FINE;
    }
  }

  /** {@code check}; exit code 1 where the connection is not in order. */
  @Command(name = "check", description = "Tries what can be done with a connection.")
  public static final class Check extends ServerCommand {
    @Parameters(paramLabel = "NAME", description = "The connection.")
    private String name = "";

    @Override
    protected Exit call(ApiClient api, Console console) {
      Answer answer = api.post(Query.of("connections", name, "check"));
      boolean ok = answer.json().path("ok").asBoolean();
      if (output().json()) {
        console.raw(answer.text());
        return ok ? Exit.FINE : Exit.FAILED;
      }
      Listing listing =
          new Listing("Nothing was looked at.")
              .column("what", "/what")
              .column("result", one -> one.path("ok").asBoolean() ? "passed" : "FAILED")
              .column("message", "/message");
      if (!answer.json().path("findings").isEmpty()) {
        console.lines(
            listing.lines(answer.json().path("findings"), output().wide(), console.width()));
      }
      answer
          .json()
          .path("problems")
          .forEach(
              problem ->
                  console.line(
                      "  "
                          + problem.path("where").asText()
                          + ": "
                          + problem.path("message").asText()
                          + " "
                          + problem.path("advice").asText("")));
      console.line(
          "Connection "
              + name
              + (ok ? " is in order." : " is NOT in order.")
              + " ("
              + Listing.text(answer.json().path("durationMillis"))
              + " ms)");
      return ok ? Exit.FINE : Exit.FAILED;
    }
  }
}

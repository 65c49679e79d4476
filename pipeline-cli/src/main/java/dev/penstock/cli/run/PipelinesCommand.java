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

/** {@code pipelines}: lists the pipelines that the server has. */
@Command(name = "pipelines", description = "Lists the pipelines of the server.")
public final class PipelinesCommand extends ServerCommand {
  @Option(names = "-q", paramLabel = "TEXT", description = "Only those whose name has the text.")
  private @Nullable String text;

  @Mixin private PageOptions page = new PageOptions();

  @Override
  protected Exit call(ApiClient api, Console console) {
    Listing listing =
        new Listing("There are no pipelines. Put one there: penstock apply -f FILE")
            .column("pipeline", "/name")
            .column("version:", "/version")
            .column("changed", Listing.time("/createdAt"))
            .column("description", "/description")
            .wide("id", "/id");
    output().show(console, api.get(page.on(Query.of("pipelines").with("q", text))), listing);
    return Exit.FINE;
  }
}

package dev.penstock.cli.client;

import dev.penstock.cli.terminal.Console;
import picocli.CommandLine.Mixin;

/** A command that asks a server. Made for one call. */
public abstract class ServerCommand extends LocalCommand {
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  protected final Exit call(Console console) {
    try (ApiClient api = server.connect(session())) {
      return call(api, console);
    }
  }

  /** Does it; what goes wrong is a {@link CliException}. */
  protected abstract Exit call(ApiClient api, Console console);

  protected final OutputOptions output() {
    return output;
  }

  protected final ServerOptions server() {
    return server;
  }
}

package dev.penstock.cli;

import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.terminal.Console;
import picocli.CommandLine.Command;

/** {@code version}. */
@Command(name = "version", description = "Shows the client's version.")
final class VersionCommand extends LocalCommand {
  @Override
  protected Exit call(Console console) {
    console.line(Penstock.VERSION);
    return Exit.FINE;
  }
}

package dev.penstock.cli.stack;

import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Installation;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.terminal.Console;
import dev.penstock.local.StackState;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code up}: starts the local stack and leaves it running. */
@Command(name = "up", description = "Starts Kafka, PostgreSQL and the services on this machine.")
public final class UpCommand extends LocalCommand {
  @Mixin private PortOption port = new PortOption();

  @Override
  protected Exit call(Console console) {
    StackStarter starter = new StackStarter(Installation.current(), console, "up");
    Optional<StackState> running = starter.running();
    StackState state = running.orElseGet(() -> starter.start(port.port()));
    console.line(
        (running.isPresent() ? "Penstock is up already: " : "Penstock is up: ") + state.api());
    console.line("Its processes: ./penstock status    Stop it: ./penstock down");
    return Exit.FINE;
  }
}

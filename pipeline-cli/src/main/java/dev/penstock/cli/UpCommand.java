package dev.penstock.cli;

import dev.penstock.local.StackState;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code up}: starts the local stack and leaves it running. */
@Command(
    name = "up",
    description = "Starts Kafka, PostgreSQL and the services on this machine.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Mixin private PortOption port = new PortOption();

  @Override
  public Integer call() {
    Console console = Console.system();
    StackStarter starter = new StackStarter(Installation.current(), console, "up");
    Optional<StackState> running = starter.running();
    StackState state = running.orElseGet(() -> starter.start(port.port()));
    console.line(
        (running.isPresent() ? "Penstock is up already: " : "Penstock is up: ") + state.api());
    console.line("Its processes: ./penstock status    Stop it: ./penstock down");
    return 0;
  }
}

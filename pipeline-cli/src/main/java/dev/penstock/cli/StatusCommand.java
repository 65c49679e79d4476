package dev.penstock.cli;

import dev.penstock.local.Component;
import dev.penstock.local.ManagedProcess;
import dev.penstock.local.StackState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code status}: shows the processes of the local stack; exit code 0 only if all of them run. */
@Command(
    name = "status",
    description = "Shows the processes of the local stack.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Console console = Console.system();
    Optional<StackState> found = StackState.read(Installation.current().home());
    if (found.isEmpty()) {
      console.line("Penstock is not running. Start it: ./penstock up");
      return Penstock.FAILED;
    }
    StackState state = found.get();
    TextTable table = new TextTable("component", "pid:", "state", "port:", "memory:", "log");
    for (Component component : Component.values()) {
      state.process(component).ifPresent(process -> row(table, component, process, state));
    }
    table.lines().forEach(console::line);
    List<Component> alive = state.alive();
    boolean whole = alive.size() == Component.values().length;
    console.line(
        whole
            ? "Penstock is up: " + state.api()
            : alive.isEmpty()
                ? "Penstock is not running any more. Start it: ./penstock up"
                : "Only a part of Penstock runs. Start it afresh: ./penstock up");
    return whole ? 0 : Penstock.FAILED;
  }

  private static void row(
      TextTable table, Component component, ManagedProcess process, StackState state) {
    boolean alive = process.alive();
    table.row(
        component.title(),
        String.valueOf(process.pid()),
        !alive ? "ended" : process.suspended() ? "suspended" : "running",
        String.valueOf(state.port(component)),
        alive ? Numbers.bytes(process.residentBytes()) : "",
        Installation.shortened(process.logFile()));
  }
}

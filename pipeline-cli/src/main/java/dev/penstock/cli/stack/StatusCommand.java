package dev.penstock.cli.stack;

import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Installation;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.client.OutputOptions;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerOptions;
import dev.penstock.cli.run.Outcome;
import dev.penstock.cli.run.RunRef;
import dev.penstock.cli.run.RunsCommand;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.Numbers;
import dev.penstock.cli.terminal.TextTable;
import dev.penstock.local.Component;
import dev.penstock.local.ManagedProcess;
import dev.penstock.local.StackState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code status}: without a name the processes of the local stack (exit code 0 only if all of them
 * run) and the runs that are not over; with one, how that run is.
 */
@Command(
    name = "status",
    description =
        "Shows a run; without one, the processes of this machine's stack and the runs that are not"
            + " over.")
public final class StatusCommand extends LocalCommand {
  private static final int SHOWN = 20;
  private static final List<String> OPEN =
      List.of("QUEUED", "RUNNING", "PAUSED", "AUDITING", "PUBLISHING");

  @Parameters(paramLabel = "RUN", arity = "0..1", description = RunRef.HELP)
  private @Nullable String run;

  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  protected Exit call(Console console) {
    if (run != null) {
      try (ApiClient api = server.connect(session())) {
        var unused = Outcome.show(api, console, output, RunRef.resolve(api, run));
        return Exit.FINE;
      }
    }
    boolean named = server.named(session());
    Exit exit = named || output.json() ? Exit.FINE : stack(console);
    if (exit == Exit.FINE) {
      runs(console, named || output.json());
    }
    return exit;
  }

  /**
   * The runs that are not over; a stack whose API is not ready has processes to show all the same.
   */
  private void runs(Console console, boolean alone) {
    try (ApiClient api = server.connect(session())) {
      var open = api.get(Query.of("runs").with("state", OPEN).with("limit", SHOWN));
      if (alone) {
        output.show(console, open, RunsCommand.listing());
      } else if (!open.items().isEmpty()) {
        console.section(RunsCommand.listing().lines(open.items(), output.wide(), console.width()));
      }
    } catch (CliException e) {
      if (alone) {
        throw e;
      }
    }
  }

  private static Exit stack(Console console) {
    Optional<StackState> found = StackState.read(Installation.current().home());
    if (found.isEmpty()) {
      console.line("Penstock is not running. Start it: ./penstock up");
      return Exit.FAILED;
    }
    StackState state = found.get();
    TextTable table = new TextTable("component", "pid:", "state", "port:", "memory:", "log");
    for (Component component : Component.values()) {
      state.process(component).ifPresent(process -> row(table, component, process, state));
    }
    console.lines(table.lines(console.width()));
    List<Component> alive = state.alive();
    boolean whole = alive.size() == Component.values().length;
    console.line(
        whole
            ? "Penstock is up: " + state.api()
            : alive.isEmpty()
                ? "Penstock is not running any more. Start it: ./penstock up"
                : "Only a part of Penstock runs. Start it afresh: ./penstock up");
    return whole ? Exit.FINE : Exit.FAILED;
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

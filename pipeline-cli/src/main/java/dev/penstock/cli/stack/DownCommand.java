package dev.penstock.cli.stack;

import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Installation;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.terminal.Console;
import dev.penstock.local.Component;
import dev.penstock.local.StackState;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code down}: stops every process of the local stack; data and logs stay. */
@Command(name = "down", description = "Stops what up or demo started; data and logs stay.")
public final class DownCommand extends LocalCommand {
  @Override
  protected Exit call(Console console) {
    Installation installation = Installation.current();
    List<Component> stopped =
        StackState.read(installation.home())
            .map(state -> state.stop(installation.home()))
            .orElse(List.of());
    if (stopped.isEmpty()) {
      console.line("Penstock is not running.");
    } else {
      console.line(
          "Stopped: "
              + stopped.stream().map(Component::title).collect(Collectors.joining(", "))
              + ". Data and logs stay in "
              + Installation.shortened(installation.home())
              + ".");
    }
    return Exit.FINE;
  }
}

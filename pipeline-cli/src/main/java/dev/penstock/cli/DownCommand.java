package dev.penstock.cli;

import dev.penstock.local.Component;
import dev.penstock.local.StackState;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code down}: stops every process of the local stack; data and logs stay. */
@Command(
    name = "down",
    description = "Stops what up or demo started; data and logs stay.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Console console = Console.system();
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
    return 0;
  }
}

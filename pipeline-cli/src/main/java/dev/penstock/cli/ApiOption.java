package dev.penstock.cli;

import dev.penstock.local.StackState;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which REST API is meant, for the commands that talk to one. */
final class ApiOption {
  @Option(
      names = "--api",
      paramLabel = "URL",
      defaultValue = "${env:PENSTOCK_API}",
      description = "The REST API (default: PENSTOCK_API, else the stack of this machine).")
  private @Nullable URI api;

  URI address() {
    if (api != null && !api.toString().isEmpty()) {
      return api;
    }
    return StackState.read(Installation.current().home())
        .filter(state -> !state.alive().isEmpty())
        .map(StackState::api)
        .orElseThrow(
            () ->
                new CliException(
                    "Penstock is not running. Start it: ./penstock up    or name its API: --api"));
  }
}

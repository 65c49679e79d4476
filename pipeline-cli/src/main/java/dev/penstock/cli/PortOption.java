package dev.penstock.cli;

import picocli.CommandLine.Option;

/** The port of the REST API, for the commands that start the stack. */
final class PortOption {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port of the REST API (default: ${DEFAULT-VALUE}).")
  private int port;

  int port() {
    return port;
  }
}

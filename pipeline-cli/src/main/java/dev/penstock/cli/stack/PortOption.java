package dev.penstock.cli.stack;

import picocli.CommandLine.Option;

/** The port of the REST API, for the commands that start the stack. */
public final class PortOption {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:PENSTOCK_PORT:-8080}",
      description = "Port of the REST API (default: PENSTOCK_PORT, else 8080); 0 takes a free one.")
  private int port;

  int port() {
    return port;
  }
}

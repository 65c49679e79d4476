package dev.penstock.cli;

import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.Look;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** Runs a command in this process, as in a pipe. */
final class Cli {
  /** What a command wrote and its exit code. */
  record Outcome(int code, String out, String err) {}

  private Cli() {}

  static Outcome run(String... words) {
    return run(Look.PIPE, words);
  }

  /** Against a server. */
  static Outcome run(FakeServer server, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--url");
    all.add(server.address().toString());
    return run(Look.PIPE, all.toArray(String[]::new));
  }

  static Outcome run(Look look, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), look);
    int code = Penstock.run(console, words);
    return new Outcome(code, out.toString(), err.toString());
  }
}

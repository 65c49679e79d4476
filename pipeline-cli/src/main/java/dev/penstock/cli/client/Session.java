package dev.penstock.cli.client;

import dev.penstock.cli.terminal.Console;
import picocli.CommandLine.Model.CommandSpec;

/** What a command is run in. */
public interface Session {
  Console console();

  /** An environment variable; empty where it is not set. */
  String environment(String name);

  /** That of a command, from the root of all commands. */
  static Session of(CommandSpec spec) {
    if (spec.root().userObject() instanceof Session session) {
      return session;
    }
    throw new IllegalStateException("the root command is no session");
  }
}

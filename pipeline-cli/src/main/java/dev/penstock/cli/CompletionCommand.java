package dev.penstock.cli;

import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.terminal.Console;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code completion}: a script that lets a shell complete commands and options. */
@Command(
    name = "completion",
    description = {
      "Writes a script that lets the shell complete commands and options.",
      "bash: source <(penstock completion bash)",
      "zsh: source <(penstock completion zsh)"
    })
final class CompletionCommand extends LocalCommand {
  /** The shells. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell = Shell.bash;

  @Override
  protected Exit call(Console console) {
    // The script loads bash's completion by itself where a zsh reads it.
    console.raw(AutoComplete.bash("penstock", Penstock.line(null)));
    return Exit.FINE;
  }
}

package dev.penstock.cli;

import dev.penstock.dvc.DvcException;
import dev.penstock.local.StackException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line client. Exit codes: 0 done, 1 failed, 2 the command line is wrong.
 *
 * <p>{@code test} and {@code bench} are commands of the launcher script, which runs Maven for them.
 */
@Command(
    name = "penstock",
    description = "ETL pipelines as services joined by Kafka.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    version = "penstock 0.1.0-SNAPSHOT",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      DemoCommand.class,
      RunCommand.class,
      DvcCommand.class
    },
    footer = {
      "",
      "Of the launcher script, with Maven:",
      "  test    Builds everything and runs all tests.",
      "  bench   Measures the throughput on this machine."
    })
public final class Penstock implements Runnable {
  static final int FAILED = 1;

  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    CommandLine line = new CommandLine(new Penstock());
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          if (exception instanceof CliException
              || exception instanceof StackException
              || exception instanceof DvcException) {
            command.getErr().println(exception.getMessage());
          } else {
            exception.printStackTrace(command.getErr());
            command.getErr().println("This is a defect of the client; please report it.");
          }
          return FAILED;
        });
    return line.execute(arguments);
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "A command is missing.");
    }
  }
}

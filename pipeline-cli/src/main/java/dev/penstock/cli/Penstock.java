package dev.penstock.cli;

import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Session;
import dev.penstock.cli.definition.ApplyCommand;
import dev.penstock.cli.definition.DiffCommand;
import dev.penstock.cli.definition.ExportCommand;
import dev.penstock.cli.definition.PreviewCommand;
import dev.penstock.cli.definition.ValidateCommand;
import dev.penstock.cli.dvc.DvcCommand;
import dev.penstock.cli.operate.BackfillCommand;
import dev.penstock.cli.operate.ConnectionsCommand;
import dev.penstock.cli.operate.KeysCommand;
import dev.penstock.cli.operate.LimitsCommand;
import dev.penstock.cli.operate.RejectsCommand;
import dev.penstock.cli.operate.ScheduleCommand;
import dev.penstock.cli.run.ActionsCommand;
import dev.penstock.cli.run.HooksCommand;
import dev.penstock.cli.run.LogsCommand;
import dev.penstock.cli.run.PipelinesCommand;
import dev.penstock.cli.run.RunCommand;
import dev.penstock.cli.run.RunsCommand;
import dev.penstock.cli.run.Steering;
import dev.penstock.cli.run.WatchCommand;
import dev.penstock.cli.stack.DemoCommand;
import dev.penstock.cli.stack.DownCommand;
import dev.penstock.cli.stack.StatusCommand;
import dev.penstock.cli.stack.UpCommand;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.test.TestCommand;
import dev.penstock.dvc.DvcException;
import dev.penstock.error.PenstockException;
import dev.penstock.error.Problem;
import dev.penstock.local.StackException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line client. What its exit codes mean: {@link Exit}.
 *
 * <p>{@code bench} is a command of the launcher script, which runs Maven for it.
 */
@Command(
    name = "penstock",
    description = "ETL pipelines as services joined by Kafka.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    version = Penstock.VERSION,
    subcommands = {
      ValidateCommand.class,
      PreviewCommand.class,
      TestCommand.class,
      DiffCommand.class,
      ApplyCommand.class,
      ExportCommand.class,
      PipelinesCommand.class,
      RunCommand.class,
      RunsCommand.class,
      StatusCommand.class,
      WatchCommand.class,
      LogsCommand.class,
      Steering.Cancel.class,
      Steering.Pause.class,
      Steering.Resume.class,
      Steering.Retry.class,
      Steering.Rerun.class,
      Steering.Priority.class,
      ActionsCommand.class,
      HooksCommand.class,
      RejectsCommand.class,
      ScheduleCommand.class,
      BackfillCommand.class,
      ConnectionsCommand.class,
      LimitsCommand.class,
      KeysCommand.class,
      UpCommand.class,
      DownCommand.class,
      DemoCommand.class,
      DvcCommand.class,
      CompletionCommand.class,
      VersionCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:the run failed or was cancelled, a test failed, or there is a difference",
      "2:the command line is wrong",
      "3:a definition or a test file is not valid",
      "4:there is no such run, pipeline or file",
      "5:the server refused",
      "6:the server cannot be reached or is not able to answer now",
      "130:the command was interrupted by Ctrl-C"
    })
public final class Penstock implements Runnable, Session {
  static final String VERSION = "penstock 0.1.0-SNAPSHOT";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows where in the client an error arose.")
  private boolean debug;

  private final @Nullable Console given;
  private @Nullable Console console;

  Penstock(@Nullable Console given) {
    this.given = given;
  }

  public static void main(String[] arguments) {
    // Libraries log to nowhere here, and do not say so.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(run(null, arguments));
  }

  /**
   * Runs a command.
   *
   * @param console where it writes; {@code null} for the process's own
   * @return the exit code
   */
  static int run(@Nullable Console console, String... arguments) {
    return line(console).execute(arguments);
  }

  /** All commands. */
  static CommandLine line(@Nullable Console console) {
    Penstock root = new Penstock(console);
    CommandLine line = new CommandLine(root);
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((exception, command, parsed) -> root.failed(exception));
    line.setParameterExceptionHandler((exception, words) -> root.misused(exception));
    return line;
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "A command is missing.");
    }
  }

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "Writes no colours; so does the environment variable NO_COLOR.")
  void noColor(boolean plain) {
    if (plain) {
      System.setProperty("penstock.no-color", "true");
    }
  }

  @Override
  public Console console() {
    if (console == null) {
      console = given == null ? Console.system() : given;
    }
    return console;
  }

  @Override
  public String environment(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value.strip();
  }

  private int failed(Exception exception) {
    if (debug) {
      exception.printStackTrace();
    }
    if (exception instanceof CliException known) {
      console().note(known.getMessage());
      return known.exit().code();
    }
    if (exception instanceof PenstockException known) {
      console()
          .note(known.problems().stream().map(Problem::text).collect(Collectors.joining("\n")));
      return Exit.FAILED.code();
    }
    if (exception instanceof StackException || exception instanceof DvcException) {
      console().note(String.valueOf(exception.getMessage()));
      return Exit.FAILED.code();
    }
    console()
        .note(
            "The client has a defect: "
                + exception
                + "\nPlease report it with what --debug shows.");
    return Exit.FAILED.code();
  }

  private int misused(ParameterException exception) {
    CommandLine command = exception.getCommandLine();
    console().note(String.valueOf(exception.getMessage()));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(exception, command.getErr())) {
      console().note("How it is used: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return Exit.USAGE.code();
  }
}

package dev.penstock.cli.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.RunView;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that change how a run goes on. */
public final class Steering {
  private Steering() {}

  /** One of them: the run is found, a person is asked where it may hurt, the server decides. */
  abstract static class Steer extends ServerCommand {
    @Parameters(index = "0", paramLabel = "RUN", description = RunRef.HELP)
    private String run = "";

    private final String action;
    private final String done;

    Steer(String action, String done) {
      this.action = action;
      this.done = done;
    }

    @Override
    protected final Exit call(ApiClient api, Console console) {
      boolean watched = watched();
      String id = RunRef.resolve(api, run);
      if (!sure(console, id)) {
        console.note("Nothing was changed.");
        return Exit.FAILED;
      }
      Answer answer = send(api, Query.of("runs", id, action));
      RunView now = api.run(answer);
      if (watched) {
        console.note(done.formatted(now.id(), now.pipeline(), now.state()));
        return Outcome.follow(api, console, output(), now);
      }
      if (output().json()) {
        console.raw(answer.text());
      } else {
        console.line(done.formatted(now.id(), now.pipeline(), now.state()));
      }
      return Exit.FINE;
    }

    Answer send(ApiClient api, Query at) {
      return api.post(at);
    }

    boolean sure(Console console, String id) {
      return true;
    }

    boolean watched() {
      return false;
    }
  }

  /** One that makes the run go on, which can be followed. */
  abstract static class GoOn extends Steer {
    @Option(names = "--watch", description = "Follows the run to its end.")
    private boolean watch;

    @Option(names = "--no-wait", description = "Does not follow the run (as if not given).")
    private boolean submitOnly;

    GoOn(String action, String done) {
      super(action, done);
    }

    @Override
    final boolean watched() {
      if (watch && submitOnly) {
        throw usage("--watch and --no-wait contradict each other.");
      }
      return watch;
    }
  }

  /** {@code cancel}. */
  @Command(
      name = "cancel",
      description = "Ends a run; nothing of it becomes visible. Asks first on a terminal.")
  public static final class Cancel extends Steer {
    @Option(
        names = {"-y", "--yes"},
        description = "Does not ask.")
    private boolean yes;

    public Cancel() {
      super("cancel", "Run %s of %s is %s.");
    }

    @Override
    boolean sure(Console console, String id) {
      return yes || !console.terminal() || console.confirm("Cancel run " + id + "?");
    }
  }

  /** {@code pause}. */
  @Command(
      name = "pause",
      description = "Gives a run's places to others until it is resumed; what it did stays.")
  public static final class Pause extends Steer {
    public Pause() {
      super("pause", "Run %s of %s is %s. Go on: penstock resume %1$s");
    }
  }

  /** {@code resume}. */
  @Command(name = "resume", description = "Lets a paused run go on.")
  public static final class Resume extends GoOn {
    public Resume() {
      super("resume", "Run %s of %s is %s.");
    }
  }

  /** {@code retry}. */
  @Command(
      name = "retry",
      description = "Lets a failed run go on where it failed: only what is missing is done again.")
  public static final class Retry extends GoOn {
    public Retry() {
      super("retry", "Run %s of %s is %s.");
    }
  }

  /** {@code rerun}. */
  @Command(
      name = "rerun",
      description = "Starts a new run with the order of an earlier one: its parameters and all.")
  public static final class Rerun extends GoOn {
    public Rerun() {
      super("rerun", "Run %s of %s is %s. Follow it: penstock watch %1$s");
    }
  }

  /** {@code priority}. */
  @Command(name = "priority", description = "Gives a run another place in the queue.")
  public static final class Priority extends Steer {
    @Parameters(index = "1", paramLabel = "N", description = "Higher ones go first.")
    private int priority;

    public Priority() {
      super("priority", "Run %s of %s is %s.");
    }

    @Override
    Answer send(ApiClient api, Query at) {
      return api.post(at, JsonNodeFactory.instance.objectNode().put("priority", priority));
    }
  }
}

package dev.penstock.cli.run;

import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.OutputOptions;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.RunView;
import dev.penstock.cli.terminal.Console;
import java.time.Clock;

/** What is shown of a run, and the exit code that follows. Stateless. */
public final class Outcome {
  private Outcome() {}

  /** Follows the run to its end and shows what came of it. */
  public static Exit follow(
      ApiClient api, Console console, OutputOptions output, RunView submitted) {
    RunView run = new RunWatcher(api, console, Clock.systemUTC()).watch(submitted);
    show(api, console, output, run.id());
    return run.succeeded() ? Exit.FINE : Exit.FAILED;
  }

  /** Shows the run as it is. */
  public static RunView show(ApiClient api, Console console, OutputOptions output, String id) {
    Answer answer = api.get(Query.of("runs", id));
    RunView run = api.run(answer);
    if (output.json()) {
      console.raw(answer.text());
      return run;
    }
    int width = console.width();
    console.line(Report.headline(run));
    console.lines(Report.problems(run.problems()));
    if (!run.ended()) {
      console.section(ProgressView.lines(run, Clock.systemUTC().instant(), Math.min(width, 100)));
    }
    if (!run.tables().isEmpty()) {
      console.section(Report.tables(run, width));
    }
    console.section(Report.ddl(run));
    console.section(Report.rejects(run.rejects(), width));
    console.section(Report.warnings(run.warnings(), width));
    if (!run.checks().isEmpty()) {
      console.section(Report.checks(run.checks(), width));
    }
    console.section(Report.books(run.books(), width));
    return run;
  }

  /** What can be done about a run that did not go well. */
  static void advise(Console console, RunView run) {
    String id = RunRef.shortened(run.id());
    if ("FAILED".equals(run.state())) {
      console.note(
          "Its logs: penstock logs " + id + "    Go on where it failed: penstock retry " + id);
    }
    if (run.rejects() != null && run.rejects().total() > 0) {
      console.note("Its rejects: penstock rejects list " + id);
    }
  }
}

package dev.penstock.cli;

import dev.penstock.local.StackState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code demo}: runs the example pipeline on the local stack and shows what came of it. */
@Command(
    name = "demo",
    description = "Starts the stack if need be, runs the example pipeline and shows the result.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String PIPELINE = "birdstrikes";

  @Mixin private PortOption port = new PortOption();

  @Override
  public Integer call() {
    Console console = Console.system();
    Installation installation = Installation.current();
    byte[] definition = definition(installation.root());
    StackStarter starter = new StackStarter(installation, console, "demo");
    StackState stack = starter.running().orElseGet(() -> starter.start(port.port()));
    AtomicBoolean watching = new AtomicBoolean(true);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> farewell(console, watching)));
    try (ApiClient api = new ApiClient(stack.api())) {
      api.putPipeline(PIPELINE, definition);
      RunView run = api.startRun(PIPELINE);
      console.line("");
      console.line("Run " + run.id() + " of " + PIPELINE + " on " + stack.api());
      run = new RunWatcher(api, console, Clock.systemUTC()).watch(run);
      watching.set(false);
      report(run, stack, api, console, installation.home());
      return run.succeeded() ? 0 : Penstock.FAILED;
    } finally {
      watching.set(false);
    }
  }

  private static void farewell(Console console, AtomicBoolean watching) {
    if (watching.get()) {
      console.line("");
      console.line("The stack and the run go on. Stop the stack: ./penstock down");
    }
  }

  private static void report(
      RunView run, StackState stack, ApiClient api, Console console, Path home) {
    section(console, List.of(Report.headline(run)));
    section(console, Report.problems(run.problems()));
    section(console, Report.tables(run));
    if (run.succeeded()) {
      Report.examples(run)
          .forEach(
              example -> {
                console.line("");
                console.line("First rows of " + example.table());
                TablePreview.lines(stack.warehouse(home), example.table()).forEach(console::line);
              });
    }
    section(console, Report.rejects(run.rejects()));
    section(console, Report.warnings(run.warnings()));
    section(console, Report.checks(run.checks()));
    section(console, Report.books(run.books()));
    section(console, Report.addresses(api.runAddress(run.id()), api.resolve("/q/openapi")));
    section(console, List.of("The stack goes on running. Stop it: ./penstock down"));
  }

  private static void section(Console console, List<String> lines) {
    if (!lines.isEmpty()) {
      console.line("");
      lines.forEach(console::line);
    }
  }

  private static byte[] definition(Path root) {
    Path file = root.resolve("examples").resolve(PIPELINE + ".yaml");
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CliException("The example " + file + " cannot be read.");
    }
  }
}

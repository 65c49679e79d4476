package dev.penstock.cli.stack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Installation;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.RunView;
import dev.penstock.cli.run.Report;
import dev.penstock.cli.run.RunWatcher;
import dev.penstock.cli.terminal.Console;
import dev.penstock.local.StackState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code demo}: runs the example pipeline on the local stack and shows what came of it. */
@Command(
    name = "demo",
    description = "Starts the stack if need be, runs the example pipeline and shows the result.")
public final class DemoCommand extends LocalCommand {
  private static final String PIPELINE = "birdstrikes";

  @Mixin private PortOption port = new PortOption();

  @Override
  protected Exit call(Console console) {
    Installation installation = Installation.current();
    byte[] definition = definition(installation.root());
    StackStarter starter = new StackStarter(installation, console, "demo");
    StackState stack = starter.running().orElseGet(() -> starter.start(port.port()));
    AtomicBoolean watching = new AtomicBoolean(true);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> farewell(console, watching)));
    try (ApiClient api = new ApiClient(stack.api())) {
      api.putPipeline(PIPELINE, definition);
      RunView run =
          api.run(
              api.post(
                  Query.of("pipelines", PIPELINE, "runs"), JsonNodeFactory.instance.objectNode()));
      console.line("");
      console.line("Run " + run.id() + " of " + PIPELINE + " on " + stack.api());
      run = new RunWatcher(api, console, Clock.systemUTC()).watch(run);
      watching.set(false);
      report(run, stack, api, console, installation.home());
      return run.succeeded() ? Exit.FINE : Exit.FAILED;
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
    section(console, Report.tables(run, console.width()));
    if (run.succeeded()) {
      Report.examples(run)
          .forEach(
              example -> {
                console.line("");
                console.line("First rows of " + example.table());
                TablePreview.lines(stack.warehouse(home), example.table()).forEach(console::line);
              });
    }
    section(console, Report.rejects(run.rejects(), console.width()));
    section(console, Report.warnings(run.warnings(), console.width()));
    section(console, Report.checks(run.checks(), console.width()));
    section(console, Report.books(run.books(), console.width()));
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

package dev.penstock.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: runs a pipeline and waits for its end; exit code 0 only if the run succeeded. */
@Command(
    name = "run",
    description = "Runs a pipeline and shows what came of it.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PIPELINE",
      description =
          "A file with a definition, which becomes the newest version, or the name of a pipeline"
              + " that the server has.")
  private String pipeline = "";

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description =
          "The stage of the dvc.yaml in this folder that the run does: what it read and made is"
              + " written to dvc.lock and DVC's cache.")
  private @Nullable String stage;

  @Option(
      names = "--no-wait",
      description = "Only submits the run; exit code 0 says that it was accepted.")
  private boolean submitOnly;

  @Mixin private ApiOption api = new ApiOption();

  @Override
  public Integer call() {
    if (stage != null && submitOnly) {
      throw new CliException("--stage needs the end of the run; leave out --no-wait.");
    }
    Console console = Console.system();
    Optional<StageRecord> record =
        Optional.ofNullable(stage).map(name -> StageRecord.of(Path.of(""), name));
    try (ApiClient client = new ApiClient(api.address())) {
      RunView run = client.startRun(stored(client));
      console.line(
          "Run " + run.id() + " of " + run.pipeline() + ": " + client.runAddress(run.id()));
      if (submitOnly) {
        return 0;
      }
      run = new RunWatcher(client, console, Clock.systemUTC()).watch(run);
      for (List<String> section :
          List.of(
              List.of(Report.headline(run)),
              Report.problems(run.problems()),
              Report.tables(run),
              Report.rejects(run.rejects()),
              Report.warnings(run.warnings()),
              Report.checks(run.checks()),
              Report.books(run.books()))) {
        section(console, section);
      }
      if (!run.succeeded()) {
        return Penstock.FAILED;
      }
      record.ifPresent(done -> section(console, done.write()));
      return 0;
    }
  }

  /** The pipeline's name, its definition known to the server. */
  private String stored(ApiClient client) {
    Path file = Path.of(pipeline);
    if (!Files.isRegularFile(file)) {
      if (pipeline.contains("/") || pipeline.contains(".")) {
        throw new CliException("There is no file " + pipeline + ".");
      }
      return pipeline;
    }
    PipelineFile read = PipelineFile.read(file);
    client.putPipeline(read.definition().name(), read.text());
    return read.definition().name();
  }

  private static void section(Console console, List<String> lines) {
    if (!lines.isEmpty()) {
      console.line("");
      lines.forEach(console::line);
    }
  }
}

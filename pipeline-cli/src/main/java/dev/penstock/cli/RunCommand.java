package dev.penstock.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
      names = "--mode",
      paramLabel = "MODE",
      description = "incremental (if not given) or full: how much of its sources it reads.")
  private @Nullable String mode;

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      description = "source (if not given), or bronze: the raw copies that earlier runs kept.")
  private @Nullable String from;

  @Option(
      names = "--dry-run",
      description = "Does everything and takes it back; shows what a run would change.")
  private boolean dryRun;

  @Option(
      names = "--no-wait",
      description = "Only submits the run; exit code 0 says that it was accepted.")
  private boolean submitOnly;

  @Mixin private ApiOption api = new ApiOption();

  @Override
  public Integer call() {
    if (stage != null && dryRun) {
      throw new CliException("A dry run makes nothing that --stage could write down.");
    }
    if (stage != null && submitOnly) {
      throw new CliException("--stage needs the end of the run; leave out --no-wait.");
    }
    Console console = Console.system();
    Optional<StageRecord> record =
        Optional.ofNullable(stage).map(name -> StageRecord.of(Path.of(""), name));
    try (ApiClient client = new ApiClient(api.address())) {
      RunView run = client.startRun(stored(client), request());
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
              Report.ddl(run),
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

  private ObjectNode request() {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    if (mode != null) {
      request.put("mode", mode);
    }
    if (from != null) {
      request.put("from", from);
    }
    if (dryRun) {
      request.put("dry_run", true);
    }
    return request;
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

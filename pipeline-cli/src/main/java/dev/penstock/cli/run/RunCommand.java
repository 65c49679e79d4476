package dev.penstock.cli.run;

import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.RunView;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.definition.PipelineFile;
import dev.penstock.cli.dvc.StageRecord;
import dev.penstock.cli.terminal.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: runs a pipeline and waits for its end; exit code 0 only if the run succeeded. */
@Command(name = "run", description = "Runs a pipeline and shows what came of it.")
public final class RunCommand extends ServerCommand {
  @Parameters(
      paramLabel = "PIPELINE",
      description =
          "A file with a definition, which becomes the newest version, or the name of a pipeline"
              + " that the server has.")
  private String pipeline = "";

  @Mixin private RunOptions options = new RunOptions();

  @Option(
      names = "--no-wait",
      description = "Only submits the run; exit code 0 says that it was accepted.")
  private boolean submitOnly;

  @Option(names = "--watch", description = "Follows the run to its end (as if not given).")
  private boolean watch;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "The same key gives the same run, however often the command is repeated.")
  private @Nullable String key;

  @Option(
      names = "--dvc-stage",
      paramLabel = "STAGE",
      description =
          "The stage of the dvc.yaml in this folder that the run does: what it read and made is"
              + " written to dvc.lock and DVC's cache.")
  private @Nullable String dvc;

  @Override
  protected Exit call(ApiClient api, Console console) {
    if (watch && submitOnly) {
      throw usage("--watch and --no-wait contradict each other.");
    }
    if (options.contradictory()) {
      throw usage("--stage models reads what is published; leave out --from.");
    }
    if (dvc != null && options.dry()) {
      throw usage("A dry run makes nothing that --dvc-stage could write down.");
    }
    if (dvc != null && submitOnly) {
      throw usage("--dvc-stage needs the end of the run; leave out --no-wait.");
    }
    Optional<StageRecord> record =
        Optional.ofNullable(dvc).map(name -> StageRecord.of(Path.of(""), name));
    String name = stored(api);
    Map<String, String> headers = key == null ? Map.of() : Map.of("Idempotency-Key", key);
    Answer answer = api.post(Query.of("pipelines", name, "runs"), options.body(), headers);
    RunView run = api.run(answer);
    console.note("Run " + run.id() + " of " + run.pipeline() + ": " + api.runAddress(run.id()));
    if (submitOnly) {
      if (output().json()) {
        console.raw(answer.text());
      } else {
        console.line(run.id());
      }
      return Exit.FINE;
    }
    run = new RunWatcher(api, console, Clock.systemUTC()).watch(run);
    Outcome.show(api, console, output(), run.id());
    if (!run.succeeded()) {
      Outcome.advise(console, run);
      return Exit.FAILED;
    }
    record.ifPresent(done -> console.section(done.write()));
    return Exit.FINE;
  }

  /** The pipeline's name, its definition known to the server. */
  private String stored(ApiClient api) {
    Path file = Path.of(pipeline);
    if (!Files.isRegularFile(file)) {
      if (pipeline.contains("/") || pipeline.contains(".")) {
        throw new CliException(Exit.NOT_FOUND, "There is no file " + pipeline + ".");
      }
      return pipeline;
    }
    PipelineFile read = PipelineFile.read(file);
    api.putPipeline(read.definition().name(), read.text());
    return read.definition().name();
  }
}

package dev.penstock.cli.dvc;

import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Installation;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.client.LocalRoots;
import dev.penstock.cli.definition.PipelineFile;
import dev.penstock.cli.terminal.Console;
import dev.penstock.dvc.DvcStage;
import dev.penstock.dvc.DvcYaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dvc}: writes the stage of {@code dvc.yaml} that runs a pipeline. */
@Command(
    name = "dvc",
    description = "Writes a stage into the dvc.yaml of this folder that runs the pipeline.")
public final class DvcCommand extends LocalCommand {
  @Parameters(paramLabel = "FILE", description = "The definition, in this folder or below.")
  private Path file = Path.of("");

  @Option(
      names = "--root",
      paramLabel = "CONNECTION=FOLDER",
      description =
          "Where a connection's files are on this machine; may be repeated (default: as the stack"
              + " of this machine has them).")
  private Map<String, Path> roots = new HashMap<>();

  @Option(
      names = {"--dvc-stage", "--stage"},
      paramLabel = "STAGE",
      description = "The stage's name (default: the pipeline's).")
  private @Nullable String stage;

  @Option(
      names = "--command",
      paramLabel = "PATH",
      defaultValue = "penstock",
      description = "How DVC calls this client (default: ${DEFAULT-VALUE}).")
  private String command = "penstock";

  @Override
  protected Exit call(Console console) {
    PipelineFile pipeline = PipelineFile.read(file);
    Map<String, Path> all = new HashMap<>(LocalRoots.of(Installation.current().home()));
    all.putAll(roots);
    String name = Optional.ofNullable(stage).orElse(pipeline.definition().name());
    StagePaths paths = StagePaths.of(Path.of("").toAbsolutePath(), pipeline, all);
    DvcStage made =
        new DvcStage(
            name,
            String.join(" ", command, "run", paths.definition(), "--dvc-stage", name),
            paths.deps(),
            paths.outs());
    try {
      boolean changed = DvcYaml.in(Path.of("")).put(made);
      for (String data : paths.data()) {
        GitIgnore.add(Path.of(data));
      }
      console.line(
          changed
              ? "Written to dvc.yaml: stage " + name + ". Run it: dvc repro"
              : "dvc.yaml has the stage " + name + " already.");
    } catch (IOException e) {
      throw new CliException(
          "dvc.yaml or a .gitignore cannot be read or written: " + e.getMessage());
    }
    paths.unwatched().forEach(console::line);
    return Exit.FINE;
  }
}

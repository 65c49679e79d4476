package dev.penstock.cli.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.definition.PipelineFile;
import dev.penstock.definition.FilesDefinition;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.definition.StreamDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a pipeline reads and makes, as paths of a folder.
 *
 * @param definition the pipeline's file
 * @param deps the definition and the files or folders of its sources
 * @param outs the folders of its outputs that a stage of DVC makes
 * @param data paths that are not for Git: the outs, and what the destination keeps beside them
 * @param unwatched tells which sources are not among the paths, and why
 */
public record StagePaths(
    String definition,
    List<String> deps,
    List<String> outs,
    List<String> data,
    List<String> unwatched) {
  /** What makes a path stand for several files. */
  private static final Pattern WILD = Pattern.compile("[*?\\[{$]");

  /** What a destination of files keeps beside its tables. */
  private static final String NOTES = "_penstock";

  /** A shell passes these on as they are. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./=-]+");

  public static StagePaths of(Path folder, PipelineFile pipeline, Map<String, Path> roots) {
    String definition =
        inside(folder, pipeline.path().toAbsolutePath())
            .filter(path -> PLAIN.matcher(path).matches())
            .orElseThrow(
                () ->
                    new CliException(
                        "The pipeline must be a file of this folder, in whose path are only"
                            + " letters, digits and _ . / = -"));
    SortedSet<String> deps = new TreeSet<>(List.of(definition));
    SortedSet<String> outs = new TreeSet<>();
    SortedSet<String> data = new TreeSet<>();
    List<String> unwatched = new ArrayList<>();
    for (StreamDefinition stream : pipeline.definition().streams().values()) {
      Stream.concat(Stream.of(stream.source()), stream.lookups().values().stream())
          .forEach(
              source -> {
                List<String> paths = source(folder, source, roots);
                if (paths.isEmpty()) {
                  unwatched.add(
                      "DVC does not watch what is read from connection "
                          + source.connection()
                          + ": it is no folder in this one. Run again with dvc repro --force.");
                }
                deps.addAll(paths);
              });
      stream.outputs().values().stream()
          .filter(StagePaths::staged)
          .forEach(
              output -> {
                Path root = root(output, roots);
                outs.add(out(folder, output, root));
                inside(folder, root.resolve(NOTES)).ifPresent(data::add);
              });
    }
    if (outs.isEmpty()) {
      throw new CliException(
          "No output of "
              + pipeline.path()
              + " is made by a stage of DVC. Write at one of them: files: { dvc: stage }");
    }
    data.addAll(outs);
    return new StagePaths(
        definition,
        List.copyOf(deps),
        List.copyOf(outs),
        List.copyOf(data),
        unwatched.stream().distinct().toList());
  }

  private static boolean staged(OutputDefinition output) {
    return output
        .layout()
        .files()
        .flatMap(FilesDefinition::dvc)
        .filter(tracking -> tracking == FilesDefinition.Tracking.STAGE)
        .isPresent();
  }

  private static Path root(OutputDefinition output, Map<String, Path> roots) {
    Path root = roots.get(output.connection());
    if (root == null) {
      throw new CliException(
          "Where are the files of connection "
              + output.connection()
              + "? Say it: --root "
              + output.connection()
              + "=FOLDER");
    }
    return root.toAbsolutePath();
  }

  private static String out(Path folder, OutputDefinition output, Path root) {
    return inside(folder, root.resolve(output.table().schema()).resolve(output.table().table()))
        .orElseThrow(
            () ->
                new CliException(
                    "The files of connection "
                        + output.connection()
                        + " are in "
                        + root
                        + ", outside of this folder; DVC tracks only what is inside."));
  }

  private static List<String> source(
      Path folder, SourceDefinition source, Map<String, Path> roots) {
    JsonNode path = source.options().path("path");
    Path root = roots.get(source.connection());
    if (root == null || !path.isTextual()) {
      return List.of();
    }
    Path at = root.toAbsolutePath();
    for (String name : path.textValue().split("/")) {
      if (WILD.matcher(name).find()) {
        break;
      }
      at = at.resolve(name);
    }
    return inside(folder, at).stream().toList();
  }

  /** The path as {@code dvc.yaml} of the folder has it. */
  private static Optional<String> inside(Path folder, Path path) {
    Path clean = path.normalize();
    return clean.startsWith(folder) && !clean.equals(folder)
        ? Optional.of(folder.relativize(clean).toString().replace('\\', '/'))
        : Optional.empty();
  }
}

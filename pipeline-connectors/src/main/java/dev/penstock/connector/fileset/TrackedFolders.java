package dev.penstock.connector.fileset;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.FileTree.Content;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.definition.FilesDefinition;
import dev.penstock.definition.FilesDefinition.Tracking;
import dev.penstock.definition.OutputDefinition;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.dvc.DirectoryHash;
import dev.penstock.dvc.DvcFile;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Folders that DVC tracks hold what the manifest names and nothing else, as DVC looks at folders
 * and not at manifests. All is made from the manifest as it is now, so that doing it again, late or
 * twice, does no harm. Thread-safe.
 */
final class TrackedFolders {
  private static final int TRIES = 50;

  private final FileTree tree;
  private final Runs runs;
  private final Manifests manifests;

  TrackedFolders(FileTree tree, Runs runs, Manifests manifests) {
    this.tree = tree;
    this.runs = runs;
    this.manifests = manifests;
  }

  static Optional<Tracking> tracking(OutputDefinition output) {
    return output.layout().files().flatMap(FilesDefinition::dvc);
  }

  /**
   * Brings the pipeline's tracked folders to what its manifest says.
   *
   * @param run that was just published
   */
  void settle(PipelineDefinition pipeline, String run) {
    pipeline.streams().values().stream()
        .flatMap(stream -> stream.outputs().values().stream())
        .forEach(
            output ->
                tracking(output)
                    .ifPresent(
                        tracking -> {
                          String table = output.table().toString();
                          tidy(pipeline.name(), folder(table), run);
                          if (tracking == Tracking.FILE) {
                            write(pipeline.name(), table);
                          }
                        }));
  }

  private static String folder(String table) {
    return table.replace('.', '/') + "/";
  }

  /**
   * Removes what the manifest does not name, but for what a run that is still open may have written
   * for the next one: its note is there before its first file, and the files were listed before.
   */
  private void tidy(String pipeline, String folder, String run) {
    List<String> there = tree.list(folder);
    List<String> open =
        runs.all().stream()
            .filter(note -> !note.closed() && note.published() == null && !note.run().equals(run))
            .map(note -> "-" + Names.tag(note.run()) + "-")
            .toList();
    Set<String> named = new HashSet<>(manifests.find(pipeline).manifest().current());
    tree.delete(
        there.stream()
            .filter(path -> !named.contains(path))
            .filter(path -> open.stream().noneMatch(path::contains))
            .toList());
  }

  private void write(String pipeline, String table) {
    String path = table.replace('.', '/') + DvcFile.SUFFIX;
    for (int tries = 0; tries < TRIES; tries++) {
      Optional<Content> before = tree.read(path);
      // Read after the file: where a later run's is there, so is its manifest.
      byte[] text = text(pipeline, table);
      if (before.isPresent() && Arrays.equals(before.get().bytes(), text)
          || tree.replace(path, text, before.map(Content::version).orElse(null))) {
        return;
      }
    }
    throw Runs.conflict("table " + table);
  }

  private byte[] text(String pipeline, String table) {
    String folder = folder(table);
    DirectoryHash listing =
        new DirectoryHash(
            manifests.find(pipeline).manifest().table(table).stream()
                .map(Table::files)
                .flatMap(List::stream)
                .map(
                    file ->
                        new DirectoryHash.Entry(
                            file.path().substring(folder.length()), file.md5(), file.bytes()))
                .toList());
    String name = table.substring(table.indexOf('.') + 1);
    return new DvcFile(name, listing.hash()).text().getBytes(UTF_8);
  }
}

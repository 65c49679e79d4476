package dev.penstock.cli.dvc;

import dev.penstock.cli.client.CliException;
import dev.penstock.dvc.DirectoryHash;
import dev.penstock.dvc.DvcCache;
import dev.penstock.dvc.DvcHash;
import dev.penstock.dvc.DvcLock;
import dev.penstock.dvc.DvcStage;
import dev.penstock.dvc.DvcYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A stage of DVC that a run does. What it depends on is looked at before the run, so that what
 * changes while it runs counts as changed afterwards. DVC writes the same when it runs the command
 * itself.
 */
public final class StageRecord {
  private final Path folder;
  private final DvcStage stage;
  private final Map<String, DvcHash> deps;

  private StageRecord(Path folder, DvcStage stage, Map<String, DvcHash> deps) {
    this.folder = folder;
    this.stage = stage;
    this.deps = deps;
  }

  /**
   * Reads the stage and what it depends on.
   *
   * @param folder that of {@code dvc.yaml}
   */
  public static StageRecord of(Path folder, String name) {
    try {
      DvcStage stage = DvcYaml.in(folder).stage(name);
      Map<String, DvcHash> deps = new TreeMap<>();
      for (String dep : stage.deps()) {
        if (!Files.exists(folder.resolve(dep))) {
          throw new CliException(
              "The stage " + name + " of dvc.yaml depends on " + dep + ", which is not there.");
        }
        deps.put(dep, DvcHash.of(folder.resolve(dep)));
      }
      return new StageRecord(folder, stage, deps);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Writes what the run made to the cache, then to {@code dvc.lock}; tells what was done. */
  public List<String> write() {
    try {
      Optional<DvcCache> cache = DvcCache.of(folder);
      Map<String, DvcHash> outs = new TreeMap<>();
      List<String> lines = new ArrayList<>();
      for (String out : stage.outs()) {
        Path made = folder.resolve(out);
        if (!Files.isDirectory(made)) {
          throw new CliException(
              "The run succeeded, but there is no folder "
                  + out
                  + ". The stage's `outs` must be where the outputs' connection writes.");
        }
        DirectoryHash listing = DirectoryHash.of(made);
        if (cache.isPresent()) {
          cache.get().add(made, listing);
        }
        outs.put(out, listing.hash());
        lines.add(out + ": " + listing.entries().size() + " files, " + listing.hash().md5());
      }
      DvcLock.record(folder, stage, deps, outs);
      lines.add(
          cache.isPresent()
              ? "Written to dvc.lock and DVC's cache. Next: git add dvc.lock, dvc push"
              : "Written to dvc.lock. This folder is in no DVC repository: dvc init");
      return lines;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static CliException unreadable(IOException e) {
    return new CliException(
        "Files of the stage cannot be read or written, or another run replaced them: "
            + e.getMessage());
  }
}

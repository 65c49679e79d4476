package dev.penstock.connector.fileset;

import dev.penstock.connector.PublishResult;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.WorkFolder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Removes what no reader and no open run needs. Thread-safe. */
final class Cleaning {
  private static final Duration REMEMBERED = Duration.ofDays(7);
  private static final int TRIES = 50;

  private final FileTree tree;
  private final Runs runs;
  private final Manifests manifests;
  private final Clock clock;

  Cleaning(FileTree tree, Runs runs, Manifests manifests, Clock clock) {
    this.tree = tree;
    this.runs = runs;
    this.manifests = manifests;
    this.clock = clock;
  }

  void clean(String run, int epoch) {
    RunNote note = runs.close(run, epoch, clock.instant().toString());
    fence(note);
    remove(note);
  }

  /** Shuts out a publish of the run that is under way: see {@link Publishing}. */
  private void fence(RunNote note) {
    if (note.pipeline() == null || note.published() != null) {
      return;
    }
    for (int tries = 0; tries < TRIES; tries++) {
      Manifests.Found found = manifests.find(note.pipeline());
      Manifest now = found.manifest();
      PublishResult result = now.result();
      if (note.run().equals(now.run()) && result != null) {
        // It was published, and died before it noted that.
        runs.published(note.run(), n -> n.published(result, clock.instant().toString()));
        return;
      }
      if (manifests.replace(found, now.fence())) {
        return;
      }
    }
    throw Runs.conflict("pipeline " + note.pipeline());
  }

  /** Removes the staging of a run that is over, and those of its files that nobody may see. */
  private void remove(RunNote note) {
    tree.delete(tree.list(StagedBatches.folder(note.run())));
    if (note.pipeline() == null) {
      return;
    }
    String mark = "-" + Names.tag(note.run()) + "-";
    List<String> written =
        note.folders().stream()
            .flatMap(folder -> tree.list(folder).stream())
            .filter(path -> path.substring(path.lastIndexOf('/') + 1).contains(mark))
            .toList();
    // Looked at last: what was published meanwhile is named there.
    Set<String> named = new HashSet<>(manifests.find(note.pipeline()).manifest().paths());
    tree.delete(written.stream().filter(path -> !named.contains(path)).toList());
  }

  void sweep() {
    WorkFolder.sweep();
    tree.sweep("_penstock/");
    List<RunNote> all = runs.all();
    Instant limit = clock.instant().minus(REMEMBERED);
    for (RunNote note : all) {
      if (note.closed() || note.published() != null) {
        fenceAgain(note);
        remove(note);
        note.folders().forEach(tree::sweep);
        if (note.endedAt() != null && Instant.parse(note.endedAt()).isBefore(limit)) {
          runs.forget(note.run());
        }
      }
    }
    List<String> staged = tree.list(StagedBatches.FOLDER);
    // A run's note is there before its first batch, so it is looked for last.
    Set<String> known =
        runs.all().stream().map(n -> StagedBatches.folder(n.run())).collect(Collectors.toSet());
    tree.delete(
        staged.stream().filter(path -> known.stream().noneMatch(path::startsWith)).toList());
  }

  /** A clean may have died between its steps. */
  private void fenceAgain(RunNote note) {
    if (note.closed() && note.published() == null) {
      fence(note);
    }
  }
}

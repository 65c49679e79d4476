package dev.penstock.connector.fileset;

import dev.penstock.connector.PublishResult;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a run visible by exchanging one manifest. The exchange happens only over the manifest that
 * was read before the run's fence was looked at, and closing a run changes its manifest: so a
 * publish that was held up meanwhile finds another one and does nothing. Thread-safe.
 */
final class Publishing {
  private final FileTree tree;
  private final Runs runs;
  private final Manifests manifests;
  private final Clock clock;
  private final TrackedFolders tracked;

  Publishing(FileTree tree, Runs runs, Manifests manifests, Clock clock) {
    this.tree = tree;
    this.runs = runs;
    this.manifests = manifests;
    this.clock = clock;
    this.tracked = new TrackedFolders(tree, runs, manifests);
  }

  PublishResult publish(RunWork work) {
    Manifests.Found found = manifests.find(work.pipeline().name());
    RunNote note = runs.pass(work.run(), work.epoch());
    if (note.published() != null) {
      sweep(work.run());
      return note.published();
    }
    Manifest before = found.manifest();
    if (work.run().equals(before.run()) && before.result() != null) {
      // It died behind the exchange.
      return done(work, before, before.result());
    }
    AuditNote audited = audited(work, before);
    if (before.run() != null && before.result() != null) {
      // Its note may be missing yet, and the manifest that says so goes.
      keep(before.run(), before.result());
    }
    Manifest next = next(work, before, audited);
    if (!manifests.replace(found, next)) {
      throw Runs.conflict("pipeline " + work.pipeline().name());
    }
    retire(before, next);
    return done(work, next, audited.result());
  }

  PublishResult rehearse(RunWork work) {
    RunNote note = runs.pass(work.run(), work.epoch());
    if (note.published() != null) {
      return note.published();
    }
    return audited(work, manifests.find(work.pipeline().name()).manifest()).result();
  }

  private AuditNote audited(RunWork work, Manifest before) {
    Optional<AuditNote> note = AuditNote.find(tree, work.run());
    if (note.isEmpty()) {
      throw new PermanentException(
          new Problem(
              "not-audited",
              "run " + work.run(),
              "Run " + work.run() + " has not passed its audit.",
              "Audit it first; a run whose checks fail is not published."));
    }
    if (!Objects.equals(note.get().base(), before.run())) {
      throw new PermanentException(
          new Problem(
              "append-conflict",
              "pipeline " + work.pipeline().name(),
              "Another run of the pipeline was published since this one was audited.",
              "Start the run again."));
    }
    return note.get();
  }

  private Manifest next(RunWork work, Manifest before, AuditNote audited) {
    List<Table> tables = new ArrayList<>(before.tables());
    for (Table table : audited.tables()) {
      tables.removeIf(old -> old.table().equals(table.table()));
      tables.add(table);
    }
    Manifest next =
        new Manifest(
            Manifest.FORMAT,
            work.pipeline().name(),
            work.run(),
            work.version(),
            clock.instant().toString(),
            tables,
            List.of(),
            before.fenced(),
            audited.result());
    Set<String> stays = new HashSet<>(next.current());
    List<String> retired = before.current().stream().filter(p -> !stays.contains(p)).toList();
    return new Manifest(
        next.formatVersion(),
        next.pipeline(),
        next.run(),
        next.version(),
        next.publishedAt(),
        next.tables(),
        retired,
        next.fenced(),
        next.result());
  }

  /** Removes what the manifest before this one's predecessor had: no run ever writes it again. */
  private void retire(Manifest before, Manifest next) {
    Set<String> named = new HashSet<>(next.paths());
    tree.delete(before.retired().stream().filter(path -> !named.contains(path)).toList());
  }

  private PublishResult done(RunWork work, Manifest manifest, PublishResult result) {
    tracked.settle(work.pipeline(), work.run());
    keep(work.run(), Objects.requireNonNull(manifest.result()));
    sweep(work.run());
    return result;
  }

  private void keep(String run, PublishResult result) {
    runs.published(
        run,
        note ->
            note.published() == null ? note.published(result, clock.instant().toString()) : note);
  }

  private void sweep(String run) {
    tree.delete(tree.list(StagedBatches.folder(run)));
  }
}

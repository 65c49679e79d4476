package dev.penstock.connector.fileset;

import dev.penstock.connector.Fenced;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.FileTree.Content;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One note per run with the highest epoch and whether the run is closed. It changes only from what
 * was read, so that no epoch is ever taken back. Thread-safe.
 */
final class Runs {
  static final String FOLDER = "_penstock/runs/";
  private static final int TRIES = 50;

  private final FileTree tree;

  Runs(FileTree tree) {
    this.tree = tree;
  }

  private static String path(String run) {
    return FOLDER + Names.file(run) + ".json";
  }

  Optional<RunNote> find(String run) {
    return tree.read(path(run)).map(content -> note(run, content));
  }

  /**
   * The run's note, which knows of the epoch now.
   *
   * @throws Fenced where the run is closed or went on in a later epoch
   */
  RunNote pass(String run, int epoch) {
    Optional<RunNote> found = find(run);
    if (found.isPresent() && found.get().epoch() == epoch && !found.get().closed()) {
      return found.get();
    }
    return change(run, epoch, note -> note);
  }

  /** Changes the note of a run that still takes work of the epoch. */
  RunNote change(String run, int epoch, UnaryOperator<RunNote> change) {
    return exchange(
        run,
        before -> {
          RunNote note = before == null ? RunNote.first(run, epoch) : before;
          if (note.closed() || epoch < note.epoch()) {
            throw new Fenced(run, epoch);
          }
          return change.apply(note.withEpoch(epoch));
        });
  }

  /** Closes the run, also one that never wrote here: its zombies may still come. */
  RunNote close(String run, int epoch, String at) {
    return exchange(
        run,
        before -> {
          RunNote note = before == null ? RunNote.first(run, epoch) : before;
          if (epoch < note.epoch()) {
            throw new Fenced(run, epoch);
          }
          return note.closed(epoch, at);
        });
  }

  /** Notes what the run published; true also of a run that is closed. */
  void published(String run, UnaryOperator<RunNote> change) {
    exchange(run, before -> change.apply(before == null ? RunNote.first(run, 0) : before));
  }

  List<RunNote> all() {
    List<RunNote> all = new ArrayList<>();
    for (String path : tree.list(FOLDER)) {
      tree.read(path).ifPresent(c -> all.add(Json.read(c.bytes(), RunNote.class, path)));
    }
    return all;
  }

  void forget(String run) {
    tree.delete(List.of(path(run)));
  }

  @FunctionalInterface
  private interface Change {
    RunNote of(@Nullable RunNote before);
  }

  private RunNote exchange(String run, Change change) {
    String path = path(run);
    for (int tries = 0; tries < TRIES; tries++) {
      Optional<Content> found = tree.read(path);
      RunNote before = found.map(content -> note(run, content)).orElse(null);
      RunNote next = change.of(before);
      if (next.equals(before)
          || tree.replace(path, Json.write(next), found.map(Content::version).orElse(null))) {
        return next;
      }
    }
    throw conflict("run " + run);
  }

  static TransientException conflict(String where) {
    return new TransientException(
        new Problem(
            "conflict",
            where,
            "Another process kept changing the same note.",
            "It is tried again by itself."),
        null);
  }

  private static RunNote note(String run, Content content) {
    return Json.read(content.bytes(), RunNote.class, path(run));
  }
}

package dev.penstock.connector.fileset;

import dev.penstock.connector.PublishResult;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.FileTree.Content;
import dev.penstock.connector.fileset.Manifest.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an audit found good and a publish shall make visible.
 *
 * @param base the run whose manifest the audit was made over; {@code null} where there was none
 * @param tables of this run as they will be
 * @param result what the run is answered
 */
record AuditNote(@Nullable String base, List<Table> tables, PublishResult result) {
  private static final int TRIES = 50;

  AuditNote {
    tables = List.copyOf(tables);
  }

  static String path(String run) {
    return StagedBatches.folder(run) + "audit.json";
  }

  static Optional<AuditNote> find(FileTree tree, String run) {
    String path = path(run);
    return tree.read(path).map(content -> Json.read(content.bytes(), AuditNote.class, path));
  }

  void keep(FileTree tree, String run) {
    String path = path(run);
    for (int tries = 0; tries < TRIES; tries++) {
      String now = tree.read(path).map(Content::version).orElse(null);
      if (tree.replace(path, Json.write(this), now)) {
        return;
      }
    }
    throw Runs.conflict("run " + run);
  }
}

package dev.penstock.connector.fileset;

import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.fileset.Manifest.Table;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The manifests of a connection. Thread-safe. */
final class Manifests {
  static final String FOLDER = "_penstock/manifests/";
  private static final String ENDING = ".json";

  private final FileTree tree;

  Manifests(FileTree tree) {
    this.tree = tree;
  }

  /**
   * A manifest as it was read.
   *
   * @param token for {@link #replace}
   */
  record Found(Manifest manifest, @Nullable String token) {}

  static String path(String pipeline) {
    return FOLDER + pipeline + ENDING;
  }

  Found find(String pipeline) {
    String path = path(pipeline);
    return tree.read(path)
        .map(content -> new Found(parse(path, content.bytes()), content.version()))
        .orElseGet(() -> new Found(Manifest.empty(pipeline), null));
  }

  /** Puts a manifest in the place of one that was found; false where another did so before. */
  boolean replace(Found found, Manifest next) {
    return tree.replace(path(next.pipeline()), Json.write(next), found.token());
  }

  List<Manifest> all() {
    List<Manifest> all = new ArrayList<>();
    for (String path : tree.list(FOLDER)) {
      if (path.endsWith(ENDING)) {
        tree.read(path).ifPresent(content -> all.add(parse(path, content.bytes())));
      }
    }
    return all;
  }

  /** The table of this name, of whichever pipeline. */
  Optional<Table> table(String name) {
    return all().stream().flatMap(manifest -> manifest.table(name).stream()).findFirst();
  }

  private static Manifest parse(String path, byte[] bytes) {
    Manifest manifest = Json.read(bytes, Manifest.class, path);
    if (manifest.formatVersion() != Manifest.FORMAT) {
      throw new PermanentException(
          new Problem(
              "manifest-version",
              path,
              "This manifest has format version "
                  + manifest.formatVersion()
                  + "; this Penstock reads version "
                  + Manifest.FORMAT
                  + ".",
              "Use the version of Penstock that wrote it, or a newer one."));
    }
    return manifest;
  }
}

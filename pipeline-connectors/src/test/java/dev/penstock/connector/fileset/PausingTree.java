package dev.penstock.connector.fileset;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.files.FileTree;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files of a process that is held up once before it exchanges a note, while others go on. */
final class PausingTree implements FileTree {
  private final FileTree tree;
  private final String path;
  private final Runnable meanwhile;
  private boolean paused;

  PausingTree(FileTree tree, String path, Runnable meanwhile) {
    this.tree = tree;
    this.path = path;
    this.meanwhile = meanwhile;
  }

  @Override
  public String described() {
    return tree.described();
  }

  @Override
  public Optional<Content> read(String of) {
    return tree.read(of);
  }

  @Override
  public boolean replace(String of, byte[] bytes, @Nullable String version) {
    if (of.equals(path) && !paused) {
      paused = true;
      meanwhile.run();
    }
    return tree.replace(of, bytes, version);
  }

  @Override
  public void put(String to, Path from, Cancellation cancellation) {
    tree.put(to, from, cancellation);
  }

  @Override
  public void fetch(String from, Path to, Cancellation cancellation) {
    tree.fetch(from, to, cancellation);
  }

  @Override
  public List<String> list(String folder) {
    return tree.list(folder);
  }

  @Override
  public void delete(Collection<String> paths) {
    tree.delete(paths);
  }

  @Override
  public void sweep(String folder) {
    tree.sweep(folder);
  }
}

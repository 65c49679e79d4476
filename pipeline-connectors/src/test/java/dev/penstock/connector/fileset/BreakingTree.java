package dev.penstock.connector.fileset;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.files.FileTree;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Files of a process that dies at one of its writes, just before it or just behind it. */
final class BreakingTree implements FileTree {
  private final FileTree tree;
  private int left;
  private final boolean behind;
  private boolean dead;

  /** What ends the process: no code of it may catch that. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Makes them.
   *
   * @param writes how many are done
   * @param behind whether the one after these is still done
   */
  BreakingTree(FileTree tree, int writes, boolean behind) {
    this.tree = tree;
    this.left = writes;
    this.behind = behind;
  }

  private <T> T write(Supplier<T> work) {
    alive();
    if (left-- > 0) {
      return work.get();
    }
    dead = true;
    if (behind) {
      T _ = work.get();
    }
    throw new Killed();
  }

  private void alive() {
    if (dead) {
      throw new Killed();
    }
  }

  @Override
  public String described() {
    return tree.described();
  }

  @Override
  public Optional<Content> read(String path) {
    alive();
    return tree.read(path);
  }

  @Override
  public boolean replace(String path, byte[] bytes, @Nullable String version) {
    return write(() -> tree.replace(path, bytes, version));
  }

  @Override
  public void put(String path, Path from, Cancellation cancellation) {
    write(
        () -> {
          tree.put(path, from, cancellation);
          return true;
        });
  }

  @Override
  public void fetch(String path, Path to, Cancellation cancellation) {
    alive();
    tree.fetch(path, to, cancellation);
  }

  @Override
  public List<String> list(String folder) {
    alive();
    return tree.list(folder);
  }

  @Override
  public void delete(Collection<String> paths) {
    for (String path : paths) {
      write(
          () -> {
            tree.delete(List.of(path));
            return true;
          });
    }
  }

  @Override
  public void sweep(String folder) {
    alive();
    tree.sweep(folder);
  }
}

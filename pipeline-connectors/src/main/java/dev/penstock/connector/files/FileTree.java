package dev.penstock.connector.files;

import dev.penstock.connector.Cancellation;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of one connection that can be written: paths are relative to its root and cannot leave
 * it. A file is written whole or not at all, and small files can be exchanged on the condition that
 * nobody else did so meanwhile. Thread-safe.
 *
 * <p>All methods throw {@link dev.penstock.error.PermanentException} where something is not
 * permitted, and {@link dev.penstock.error.TransientException} for what may pass; a write may then
 * have been done or not. Messages name the connection and the relative path, never the root or a
 * secret. Each call ends within {@link #MAX_SECONDS}.
 */
public interface FileTree {
  /** The longest time of one call. */
  int MAX_SECONDS = 900;

  /** The most bytes of a file that {@link #read} reads. */
  int MAX_READ = 64 << 20;

  /**
   * A small file's content.
   *
   * @param version changes whenever the content does
   */
  record Content(byte[] bytes, String version) {}

  /** The connection, as messages name it. */
  String described();

  /** Reads a small file; empty where there is none. */
  Optional<Content> read(String path);

  /**
   * Writes a small file if it is still as it was.
   *
   * @param version of the content that is to be replaced, {@code null} where there was no file
   * @return false where it is not, and nothing was written
   */
  boolean replace(String path, byte[] bytes, @Nullable String version);

  /** Writes a file of any size, over one that is there. */
  void put(String path, Path from, Cancellation cancellation);

  /** Copies a file to this machine, over what is there. */
  void fetch(String path, Path to, Cancellation cancellation);

  /**
   * The files below a folder, in order of their paths; none where there is no such folder.
   *
   * @param folder ends in a slash
   */
  List<String> list(String folder);

  /** Removes files, those that are not there as well. */
  void delete(Collection<String> paths);

  /** Removes what writers that died left below a folder and no one sees. */
  void sweep(String folder);
}

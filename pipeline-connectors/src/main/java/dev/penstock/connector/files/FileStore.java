package dev.penstock.connector.files;

import dev.penstock.connector.Cancellation;
import java.util.List;

/**
 * The files of one connection, wherever they lie: paths are relative to its root and cannot leave
 * it. Immutable, thread-safe.
 *
 * <p>All methods throw {@link dev.penstock.error.PermanentException} for a path that leaves the
 * root, a missing file and a missing permission, and {@link dev.penstock.error.TransientException}
 * for what may pass. Messages name the connection and the relative path, never the root or a
 * secret.
 */
public interface FileStore {
  /** The most files that one pattern may match. */
  int MAX_FILES = 10_000;

  /** Checks a path or pattern without touching a file. */
  void check(String pattern);

  /** The files that a path or pattern names, sorted by path; at least one. */
  List<FileEntry> find(String pattern, Cancellation cancellation);

  /** Opens a file for reading. */
  OpenFile open(String path);

  /**
   * Opens a file for reading, where that may take long.
   *
   * @param cancellation asked often by a store that fetches files
   */
  default OpenFile open(String path, Cancellation cancellation) {
    cancellation.check();
    return open(path);
  }

  /** A file that was found. */
  record FileEntry(String path, FileStamp stamp) {}
}

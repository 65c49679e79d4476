package dev.penstock.connector.files;

import dev.penstock.connector.Cancellation;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
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
  /** The code of the error where no file is there. */
  String MISSING = "file-missing";

  /** The most files that one pattern may match. */
  int MAX_FILES = 10_000;

  /** The most entries of folders that one search may see. */
  int MAX_VISITED = 1_000_000;

  /** Checks a path or pattern ({@link Glob}) without touching a file. */
  void check(String pattern);

  /** The files that a path or pattern names, sorted by path; at least one. */
  List<FileEntry> find(String pattern, Cancellation cancellation);

  /** Opens a file for reading. */
  OpenFile open(String path);

  /**
   * Opens a file for reading by work that may be cancelled: a store that waits for answers asks
   * while it waits, also while the file is read.
   */
  default OpenFile open(String path, Cancellation cancellation) {
    cancellation.check();
    return open(path);
  }

  /** A file that was found. */
  record FileEntry(String path, FileStamp stamp) {}

  /** A pattern that finds or sees too much. */
  static PermanentException tooMany(String connection, String pattern, String what) {
    return new PermanentException(
        new Problem(
            "too-many-files",
            pattern,
            what + " in " + connection + ".",
            "Use a narrower pattern, or several streams."));
  }

  /** A pattern that no file matches, or the path of a missing one. */
  static PermanentException missing(String connection, String pattern) {
    return new PermanentException(
        Glob.isPattern(pattern)
            ? new Problem(
                MISSING,
                pattern,
                "No file of " + connection + " matches.",
                "Check the pattern, and that the files have arrived.")
            : new Problem(
                MISSING,
                pattern,
                "There is no such file in " + connection + ".",
                "Check the path, and that the file has arrived."));
  }

  /** What {@link Glob#fault} has against a path. */
  static PermanentException refused(String connection, String path, String why) {
    return new PermanentException(
        new Problem(
            "path-refused",
            path.isBlank() ? "path" : path.replace('\0', '?'),
            "This is not a path inside " + connection + ". " + why,
            "Write a path relative to the connection's root."));
  }
}

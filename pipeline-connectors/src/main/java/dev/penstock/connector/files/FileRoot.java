package dev.penstock.connector.files;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.ConnectionCheck.Finding;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;

/**
 * The root folder of a connection and the only way to the files below it. Immutable, thread-safe.
 *
 * <p>All methods throw {@link PermanentException} for a path that leaves the root (also through a
 * symbolic link), a missing file and a missing permission, and {@link TransientException} for other
 * failures of the file system. Messages name the connection and the relative path, never the root.
 */
public final class FileRoot implements FileStore {
  /** The connection type. */
  public static final String TYPE = "files";

  /** The setting that holds the folder. */
  public static final String ROOT = "root";

  private final String connection;
  private final Path root;

  private FileRoot(String connection, Path root) {
    this.connection = connection;
    this.root = root;
  }

  /** Binds to a connection; touches no file. */
  public static FileRoot of(Connection connection) {
    if (!connection.type().equals(TYPE)) {
      throw wrongConnection(
          connection, "it has the type " + connection.type() + ", but files need the type files");
    }
    String root =
        connection
            .setting(ROOT)
            .filter(value -> !value.isBlank())
            .orElseThrow(() -> wrongConnection(connection, "its setting root is missing"));
    try {
      return new FileRoot(connection.name(), Path.of(root));
    } catch (InvalidPathException e) {
      throw wrongConnection(connection, "its setting root is not a path");
    }
  }

  @Override
  public void check(String pattern) {
    String fault = Glob.fault(pattern);
    if (fault != null) {
      throw refused(pattern, fault);
    }
    try {
      if (Path.of(pattern).isAbsolute()) {
        throw refused(pattern, "An absolute path is refused.");
      }
    } catch (InvalidPathException e) {
      throw refused(pattern, "It holds a character that no path may have.");
    }
  }

  /**
   * The files that a path or pattern names. Links are followed inside the root, but not by {@code
   * **} where they lead to a folder.
   */
  @Override
  public List<FileEntry> find(String pattern, Cancellation cancellation) {
    return find(pattern, cancellation, MAX_VISITED);
  }

  List<FileEntry> find(String pattern, Cancellation cancellation, int maxVisited) {
    check(pattern);
    if (!Glob.isPattern(pattern)) {
      cancellation.check();
      try (OpenFile file = open(pattern)) {
        return List.of(new FileEntry(pattern, file.stamp()));
      }
    }
    List<FileEntry> found;
    try {
      found = new LocalWalk(this, pattern, cancellation, maxVisited).find();
    } catch (IOException e) {
      throw failure(pattern, e);
    }
    if (found.isEmpty()) {
      throw FileStore.missing(described(), pattern);
    }
    return found.stream().sorted(Comparator.comparing(FileEntry::path)).toList();
  }

  /** Opens a file for reading. */
  @Override
  public OpenFile open(String path) {
    String fault = Glob.faultOfFile(path);
    if (fault != null) {
      throw refused(path, fault);
    }
    try {
      Path real = confine(path);
      BasicFileAttributes attributes =
          Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw problem(
            "not-a-file", path, "This is not a file in " + described() + ".", "Name a file.");
      }
      FileChannel channel =
          FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      try {
        // A link may have been put in the way between the first look and the opening.
        if (!confine(path).equals(real)) {
          throw leaves(path);
        }
        return new LocalFile(this, path, real, channel, stamp(attributes));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (InvalidPathException e) {
      throw refused(path, "It holds a character that no path may have.");
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /** Tries what can be done with the folder. */
  ConnectionCheck check() {
    Path folder;
    try {
      folder = confine(".");
    } catch (IOException e) {
      throw failure(described(), e);
    }
    boolean isFolder = Files.isDirectory(folder);
    boolean listed = isFolder && Files.isReadable(folder) && Files.isExecutable(folder);
    return new ConnectionCheck(
        List.of(
            new Finding(
                "reach",
                isFolder,
                isFolder ? "The root folder exists." : "The root is not a folder."),
            new Finding(
                "read",
                listed,
                listed
                    ? "The service's user may list and open what is in it."
                    : "The service's user may not list it or open what is in it.")));
  }

  static FileStamp stamp(BasicFileAttributes attributes) {
    return new FileStamp(attributes.size(), attributes.lastModifiedTime().toString());
  }

  /** Tells a failure of the file system without its text, which would name the root. */
  PenstockException failure(String path, IOException e) {
    if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
      return FileStore.missing(described(), path);
    }
    if (e instanceof AccessDeniedException) {
      return problem(
          "file-denied",
          path,
          "Reading this file of " + described() + " is not permitted.",
          "Give the service's user the right to read it.");
    }
    return new TransientException(
        new Problem(
            "file-unreadable",
            path,
            "Reading this file of " + described() + " failed: " + reason(e) + ".",
            "It is tried again; if it stays, look at the storage."),
        null);
  }

  String described() {
    return "connection " + connection;
  }

  static PermanentException problem(String code, String where, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }

  /** The real path; refuses one outside the root. */
  Path confine(String path) throws IOException {
    Path realRoot;
    try {
      realRoot = root.toRealPath();
    } catch (NoSuchFileException e) {
      throw problem(
          "folder-missing",
          "connection " + connection,
          "Its root folder does not exist.",
          "Create the folder or correct the setting root.");
    }
    Path real = root.resolve(path).toRealPath();
    if (!real.startsWith(realRoot)) {
      throw leaves(path);
    }
    return real;
  }

  private PermanentException leaves(String path) {
    return refused(path, "It leaves the root folder through a symbolic link.");
  }

  private PermanentException refused(String path, String why) {
    return FileStore.refused(described(), path, why);
  }

  static PermanentException wrongConnection(Connection connection, String why) {
    return problem(
        "wrong-connection",
        "connection " + connection.name(),
        "Files cannot be read from it: " + why + ".",
        "Use or configure a connection of type files with a setting root.");
  }

  private static String reason(IOException e) {
    String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return text == null || text.contains("/") ? e.getClass().getSimpleName() : text;
  }
}

package dev.penstock.connector.files;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

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

  /**
   * Checks a path or pattern without touching a file: relative, no {@code ..}, wildcards ({@code *}
   * and {@code ?}) in the file name only.
   */
  @Override
  public void check(String pattern) {
    if (pattern.isBlank() || pattern.endsWith("/")) {
      throw refused(pattern, "A file name was expected.");
    }
    Path path;
    try {
      path = Path.of(pattern);
    } catch (InvalidPathException e) {
      throw refused(pattern.replace('\0', '?'), "It holds a character that no path may have.");
    }
    if (path.isAbsolute()) {
      throw refused(pattern, "An absolute path is refused.");
    }
    for (Path part : path) {
      if (part.toString().equals("..")) {
        throw refused(pattern, "A path with .. is refused.");
      }
    }
    if (isPattern(folderOf(pattern))) {
      throw refused(pattern, "The wildcards * and ? may stand in the file name only.");
    }
  }

  /**
   * The files that a path or pattern names, sorted by name; at least one. A wildcard does not match
   * a leading dot or a folder.
   */
  @Override
  public List<FileEntry> find(String pattern, Cancellation cancellation) {
    check(pattern);
    String folder = folderOf(pattern);
    String name = pattern.substring(folder.length());
    if (!isPattern(name)) {
      try (OpenFile file = open(pattern)) {
        return List.of(new FileEntry(pattern, file.stamp()));
      }
    }
    Pattern wanted = toRegex(name);
    List<FileEntry> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            confine(folder.isEmpty() ? "." : folder),
            entry -> wanted.matcher(nameOf(entry)).matches() && Files.isRegularFile(entry))) {
      for (Path entry : entries) {
        cancellation.check();
        found.add(
            new FileEntry(
                folder + nameOf(entry),
                stamp(Files.readAttributes(entry, BasicFileAttributes.class))));
        if (found.size() > MAX_FILES) {
          throw problem(
              "too-many-files",
              pattern,
              "More than " + MAX_FILES + " files of " + described() + " match.",
              "Use a narrower pattern.");
        }
      }
    } catch (DirectoryIteratorException e) {
      throw failure(pattern, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw failure(pattern, e);
    }
    if (found.isEmpty()) {
      throw problem(
          "file-missing",
          pattern,
          "No file of " + described() + " matches.",
          "Check the pattern, and that the files have arrived.");
    }
    found.sort(Comparator.comparing(FileEntry::path));
    return List.copyOf(found);
  }

  /** Opens a file for reading. */
  @Override
  public OpenFile open(String path) {
    check(path);
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
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  static FileStamp stamp(BasicFileAttributes attributes) {
    return new FileStamp(attributes.size(), attributes.lastModifiedTime().toString());
  }

  /** Tells a failure of the file system without its text, which would name the root. */
  PenstockException failure(String path, IOException e) {
    if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
      return problem(
          "file-missing",
          path,
          "There is no such file in " + described() + ".",
          "Check the path, and that the file has arrived.");
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

  private Path confine(String path) throws IOException {
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
    return problem(
        "path-refused",
        path.isBlank() ? "path" : path,
        "This is not a path inside " + described() + ". " + why,
        "Write a path relative to the connection's root folder.");
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

  private static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  private static String folderOf(String pattern) {
    return pattern.substring(0, pattern.lastIndexOf('/') + 1);
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static Pattern toRegex(String name) {
    StringBuilder regex = new StringBuilder(name.startsWith(".") ? "" : "(?!\\.)");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}

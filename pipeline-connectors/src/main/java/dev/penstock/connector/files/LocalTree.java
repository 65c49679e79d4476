package dev.penstock.connector.files;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.error.PenstockException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this machine, or one that all services share. A file is written beside its place and
 * renamed; file and folder are forced to the disk first. Conditions hold between processes too, by
 * a lock on a file, which the system gives back when a process dies.
 */
public final class LocalTree implements FileTree {
  /** What files that are being written begin with. */
  private static final String UNFINISHED = ".penstock-";

  private static final String LOCK = "_penstock/lock";
  private static final Duration FORGOTTEN = Duration.ofHours(1);
  private static final int PIECE = 1 << 18;
  private static final int MAX_TRIES = 10;

  private final FileRoot root;

  private LocalTree(FileRoot root) {
    this.root = root;
  }

  /** Binds to a connection of type {@code files}; touches no file. */
  public static LocalTree of(Connection connection) {
    return new LocalTree(FileRoot.of(connection));
  }

  @Override
  public String described() {
    return root.described();
  }

  @Override
  public Optional<Content> read(String path) {
    try (InputStream in = Files.newInputStream(place(path), LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAX_READ + 1);
      if (bytes.length > MAX_READ) {
        throw FileRoot.problem(
            "file-too-large", path, "This file of " + described() + " is too large.", "");
      }
      return Optional.of(new Content(bytes, version(bytes)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  @Override
  public boolean replace(String path, byte[] bytes, @Nullable String version) {
    try {
      Path to = place(path);
      Path beside = beside(to);
      try {
        try (FileChannel out = create(beside)) {
          write(out, ByteBuffer.wrap(bytes));
          out.force(true);
        }
        return exchange(path, beside, to, version);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private boolean exchange(String path, Path beside, Path to, @Nullable String version)
      throws IOException {
    try (FolderLock _ = FolderLock.take(parentOf(place(LOCK)), described())) {
      String now = read(path).map(Content::version).orElse(null);
      if (!Objects.equals(now, version)) {
        return false;
      }
      Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(to);
      return true;
    }
  }

  @Override
  public void put(String path, Path from, Cancellation cancellation) {
    try {
      Path to = place(path);
      Path beside = beside(to);
      try {
        copy(from, beside, cancellation);
        Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(to);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  @Override
  public void fetch(String path, Path to, Cancellation cancellation) {
    try {
      Path from = place(path);
      Files.deleteIfExists(to);
      copy(from, to, cancellation);
    } catch (NoSuchFileException e) {
      throw FileStore.missing(described(), path);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private static void copy(Path from, Path to, Cancellation cancellation) throws IOException {
    try (FileChannel in =
            FileChannel.open(from, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        FileChannel out = create(to)) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      while (in.read(piece.clear()) >= 0) {
        cancellation.check();
        write(out, piece.flip());
      }
      out.force(true);
    }
  }

  @Override
  public List<String> list(String folder) {
    List<String> found = new ArrayList<>();
    walk(
        folder,
        (path, name, _) -> {
          if (!name.startsWith(UNFINISHED)) {
            found.add(path);
          }
        });
    return found.stream().sorted().toList();
  }

  @Override
  public void delete(Collection<String> paths) {
    for (String path : paths) {
      try {
        Path file = place(path);
        Files.deleteIfExists(file);
        prune(parentOf(file));
      } catch (IOException e) {
        throw failure(path, e);
      }
    }
  }

  @Override
  public void sweep(String folder) {
    Instant limit = Instant.now().minus(FORGOTTEN);
    List<String> old = new ArrayList<>();
    walk(
        folder,
        (path, name, attributes) -> {
          if (name.startsWith(UNFINISHED)
              && attributes.lastModifiedTime().toInstant().isBefore(limit)) {
            old.add(path);
          }
        });
    delete(old);
  }

  private interface Visit {
    void file(String path, String name, BasicFileAttributes attributes);
  }

  private void walk(String folder, Visit visit) {
    try {
      Path base = root.confine("");
      Path start = base.resolve(folder).normalize();
      if (!start.startsWith(base)) {
        throw FileStore.refused(described(), folder, "It leaves the root folder.");
      }
      if (!Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      Files.walkFileTree(
          start,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String path = base.relativize(file).toString().replace('\\', '/');
              visit.file(path, String.valueOf(file.getFileName()), attributes);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path at, @Nullable IOException e)
                throws IOException {
              if (e != null && !(e instanceof NoSuchFileException)) {
                throw e;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw failure(folder, e);
    }
  }

  /** Removes folders that became empty, up to the root. */
  private void prune(Path folder) throws IOException {
    Path base = root.confine("");
    for (Path at = folder; !at.equals(base) && at.startsWith(base); at = parentOf(at)) {
      try {
        Files.deleteIfExists(at);
      } catch (IOException e) {
        return; // Something is in it.
      }
    }
  }

  /** Where a file lies, or would lie. No link leads out of the root. */
  private Path place(String path) throws IOException {
    String fault = Glob.faultOfFile(path);
    if (fault != null) {
      throw FileStore.refused(described(), path, fault);
    }
    Path base = root.confine("");
    Path place = base.resolve(path).normalize();
    Path at = parentOf(place);
    while (!Files.exists(at, LinkOption.NOFOLLOW_LINKS) && !at.equals(base)) {
      at = parentOf(at);
    }
    try {
      if (!at.toRealPath().startsWith(base)) {
        throw FileStore.refused(
            described(), path, "It leaves the root folder through a symbolic link.");
      }
    } catch (NoSuchFileException e) {
      // Another process removed the folder, which was empty.
    }
    return place;
  }

  private static Path beside(Path place) {
    return place.resolveSibling(UNFINISHED + UUID.randomUUID());
  }

  /** Opens a new file; its folder is made again where another process removed it as empty. */
  private static FileChannel create(Path file) throws IOException {
    for (int tries = 0; ; tries++) {
      try {
        Files.createDirectories(parentOf(file));
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      } catch (NoSuchFileException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Makes a rename last through a loss of power, where the system lets a folder be opened. */
  private static void force(Path file) throws IOException {
    try (FileChannel folder = FileChannel.open(parentOf(file), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (AccessDeniedException e) {
      // Windows does not open folders.
    }
  }

  private static Path parentOf(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("no folder");
    }
    return parent;
  }

  private static String version(byte[] bytes) {
    return HexFormat.of().formatHex(FileDigests.sha256().digest(bytes));
  }

  private PenstockException failure(String path, IOException e) {
    if (e instanceof AccessDeniedException || e.getCause() instanceof ReadOnlyFileSystemException) {
      return FileRoot.problem(
          "file-denied",
          path,
          "Writing to " + described() + " is not permitted.",
          "Give the service's user the right to write below its root folder.");
    }
    String reason = e.getMessage() == null ? "" : e.getMessage();
    boolean full = reason.contains("No space left") || reason.contains("quota");
    return new TransientException(
        new Problem(
            full ? "storage-full" : "file-unwritable",
            path,
            full
                ? "There is no room left for this file of " + described() + "."
                : "Reading or writing this file of " + described() + " failed.",
            full
                ? "Make room; it is tried again."
                : "It is tried again; if it stays, look at the storage."),
        e);
  }
}

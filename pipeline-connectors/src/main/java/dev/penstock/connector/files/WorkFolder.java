package dev.penstock.connector.files;

import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A folder among the temporary files of this machine for one piece of work; closing it removes it
 * with all that is in it. Not thread-safe.
 */
public final class WorkFolder implements AutoCloseable {
  private static final String PREFIX = "penstock-work-";
  private static final int PIECE = 1 << 18;

  private final Path folder;
  private int files;

  private WorkFolder(Path folder) {
    this.folder = folder;
  }

  /** Makes one that only this process's user may enter, where the system knows such. */
  public static WorkFolder create() {
    try {
      String owner = ProcessHandle.current().pid() + "-";
      return new WorkFolder(Files.createTempDirectory(PREFIX + owner).toRealPath());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes those of processes that died. */
  public static void sweep() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (DirectoryStream<Path> found = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path folder : found) {
        String owner = String.valueOf(folder.getFileName()).substring(PREFIX.length());
        String pid = owner.substring(0, Math.max(0, owner.indexOf('-')));
        if (pid.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          remove(folder);
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Where it lies. */
  public Path path() {
    return folder;
  }

  /** A name in it that no file has yet. */
  public Path next(String ending) {
    return folder.resolve("f" + files++ + ending);
  }

  /** Removes a file in it. */
  public void drop(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** What a file is known by. */
  public record Digest(long bytes, String sha256, String md5) {}

  /** Reads a file once and says what it is known by. */
  public Digest digest(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      byte[] piece = new byte[PIECE];
      long bytes = 0;
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        sha256.update(piece, 0, count);
        md5.update(piece, 0, count);
        bytes += count;
      }
      HexFormat hex = HexFormat.of();
      return new Digest(bytes, hex.formatHex(sha256.digest()), hex.formatHex(md5.digest()));
    } catch (IOException e) {
      throw failed(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has both", e);
    }
  }

  @Override
  public void close() {
    try {
      remove(folder);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path at, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(at);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static TransientException failed(IOException e) {
    return new TransientException(
        new Problem(
            "work-folder",
            "temporary files",
            "This machine could not keep a file of its work.",
            "Make room in the service's temporary folder; it is tried again."),
        e);
  }
}

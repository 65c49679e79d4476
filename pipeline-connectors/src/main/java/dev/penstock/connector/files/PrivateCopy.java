package dev.penstock.connector.files;

import dev.penstock.connector.Cancellation;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A remote file's bytes in a file that only this process reads; closing deletes it. */
public final class PrivateCopy implements AutoCloseable {
  private static final int PIECE = 256 * 1024;

  private final Path path;

  private PrivateCopy(Path path) {
    this.path = path;
  }

  /**
   * Copies a whole file.
   *
   * @param file the remote file; its failures are thrown as it tells them
   * @param maxBytes the greatest file that is copied
   * @throws PermanentException for a greater file
   * @throws TransientException where this machine cannot keep the copy
   */
  public static PrivateCopy of(OpenFile file, long maxBytes, Cancellation cancellation) {
    if (file.stamp().size() > maxBytes) {
      throw new PermanentException(
          new Problem(
              "file-too-large",
              file.path(),
              "To be read, this file of %s must be copied, but it has %d bytes; at most %d are copied."
                  .formatted(file.connection(), file.stamp().size(), maxBytes),
              "Send smaller files, or ask the operator to raise the connection's setting max_copy_size."));
    }
    PrivateCopy copy;
    try {
      copy = new PrivateCopy(Files.createTempFile("penstock-", ".copy"));
    } catch (IOException e) {
      throw full(file);
    }
    try {
      copy.fill(file, cancellation);
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }

  private void fill(OpenFile file, Cancellation cancellation) {
    byte[] piece = new byte[PIECE];
    try (OutputStream out = Files.newOutputStream(path)) {
      InputStream in = file.from(0);
      while (true) {
        cancellation.check();
        int count;
        try {
          count = in.read(piece);
        } catch (IOException e) {
          throw file.failure(e);
        }
        if (count < 0) {
          break;
        }
        out.write(piece, 0, count);
      }
      in.close();
    } catch (IOException e) {
      throw full(file);
    }
  }

  private static TransientException full(OpenFile file) {
    return new TransientException(
        new Problem(
            "copy-failed",
            file.path(),
            "The copy of this file of %s could not be written on the extractor's disk."
                .formatted(file.connection()),
            "Give the extractor more room for temporary files."),
        null);
  }
}

package dev.penstock.connector.files;

import dev.penstock.connector.Cancellation;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A private copy of a remote file in the temporary folder, which only this process's user may read.
 * It is filled, then read; closing it deletes it. Not thread-safe.
 */
public final class Spool implements AutoCloseable {
  private static final int PIECE = 256 * 1024;

  private final String path;
  private final String connection;
  private final Path copy;
  private final FileChannel channel;

  private Spool(String path, String connection, Path copy, FileChannel channel) {
    this.path = path;
    this.connection = connection;
    this.copy = copy;
    this.channel = channel;
  }

  /**
   * Makes an empty copy.
   *
   * @param path the file's path in its connection, for messages
   * @param connection the connection, as messages name it
   */
  public static Spool create(String path, String connection) {
    try {
      // Owner only, where the system can.
      Path copy = Files.createTempFile("penstock-" + ProcessHandle.current().pid() + "-", ".spool");
      try {
        return new Spool(
            path,
            connection,
            copy,
            FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE));
      } catch (IOException e) {
        Files.deleteIfExists(copy);
        throw e;
      }
    } catch (IOException e) {
      throw failed(path, connection);
    }
  }

  /**
   * Writes a file of this machine, over one that is there. Failures of the stream are {@link
   * TransientException}.
   */
  public static OutputStream writing(Path to, String path, String connection) {
    try {
      return new Owned(Files.newOutputStream(to), path, connection);
    } catch (IOException e) {
      throw failed(path, connection);
    }
  }

  /**
   * Empties the copy, to be filled from its beginning. Failures of the stream are {@link
   * TransientException}: they are this machine's, not the remote file's.
   */
  public OutputStream restart() {
    try {
      channel.truncate(0);
      channel.position(0);
    } catch (IOException e) {
      throw failed(path, connection);
    }
    return new OutputStream() {
      @Override
      public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        ByteBuffer piece = ByteBuffer.wrap(bytes, offset, length);
        try {
          while (piece.hasRemaining()) {
            channel.write(piece);
          }
        } catch (IOException e) {
          throw failed(path, connection);
        }
      }
    };
  }

  /**
   * Copies a whole remote file.
   *
   * @param file its failures are thrown as it tells them
   * @param maxBytes the greatest file that is copied
   * @throws PermanentException for a greater file
   */
  public static Spool copyOf(OpenFile file, long maxBytes, Cancellation cancellation) {
    if (file.stamp().size() > maxBytes) {
      throw new PermanentException(
          new Problem(
              "file-too-large",
              file.path(),
              "To be read, this file of %s must be copied, but it has %d bytes; at most %d are copied."
                  .formatted(file.connection(), file.stamp().size(), maxBytes),
              "Send smaller files, or ask the operator to raise the connection's setting max_copy_size."));
    }
    Spool spool = create(file.path(), file.connection());
    try {
      byte[] piece = new byte[PIECE];
      OutputStream out = spool.restart();
      InputStream in = file.from(0);
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        cancellation.check();
        out.write(piece, 0, count);
      }
      in.close();
      return spool;
    } catch (IOException e) {
      spool.close();
      throw file.failure(e);
    } catch (RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  /** Where it lies. */
  public Path path() {
    return copy;
  }

  /** The filled copy as a file, which now owns it. */
  public OpenFile file(FileStamp stamp) {
    return new Copy(stamp);
  }

  @Override
  public void close() {
    try (channel) {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      throw failed(path, connection);
    }
  }

  private static TransientException failed(String path, String connection) {
    return new TransientException(
        new Problem(
            "copy-failed",
            path,
            "This machine could not keep a copy of the file of " + connection + ".",
            "Make room in the service's temporary folder; it is tried again."),
        null);
  }

  private final class Copy implements OpenFile {
    private final FileStamp stamp;

    Copy(FileStamp stamp) {
      this.stamp = stamp;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public String connection() {
      return connection;
    }

    @Override
    public FileStamp stamp() {
      return stamp;
    }

    @Override
    public InputStream from(long offset) throws IOException {
      channel.position(offset);
      return new FilterInputStream(Channels.newInputStream(channel)) {
        @Override
        public void close() {}
      };
    }

    @Override
    public Path local() {
      return copy;
    }

    @Override
    public void verify(FileStamp expected) {
      if (!stamp.equals(expected)) {
        throw new PermanentException(
            new Problem(
                "file-changed",
                path,
                "This file of %s changed since it was planned: %d bytes were expected, %d bytes of another version found."
                    .formatted(connection, expected.size(), stamp.size()),
                "Start a new run when the file is complete."));
      }
    }

    @Override
    public PenstockException failure(IOException e) {
      return failed(path, connection);
    }

    @Override
    public void close() {
      Spool.this.close();
    }
  }

  /** A stream whose failures are this machine's. */
  private static final class Owned extends OutputStream {
    private final OutputStream out;
    private final String path;
    private final String connection;

    Owned(OutputStream out, String path, String connection) {
      this.out = out;
      this.path = path;
      this.connection = connection;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw failed(path, connection);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw failed(path, connection);
      }
    }
  }
}

package dev.penstock.connector.files;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file as they are stored, buffered, below a decompressor. It tells the storage's
 * failures from damaged data, also where the decompressor takes a failure for the end of the file,
 * as {@link java.util.zip.GZIPInputStream} does between two members. Not thread-safe.
 */
final class StoredBytes extends InputStream {
  private final InputStream in;
  private @Nullable Failure failure;

  StoredBytes(InputStream in, int buffer) {
    this.in = new BufferedInputStream(in, buffer);
  }

  /** The storage failed, whatever the data are. */
  static final class Failure extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException reason;

    Failure(IOException reason) {
      super("reading failed", reason);
      this.reason = reason;
    }

    IOException reason() {
      return reason;
    }
  }

  /** The uncompressed bytes, which end only where these bytes do. */
  InputStream guard(InputStream uncompressed) {
    return new FilterInputStream(uncompressed) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        return value < 0 ? end() : value;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        return count < 0 ? end() : count;
      }
    };
  }

  @Override
  public int read() throws IOException {
    try {
      return in.read();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return in.read(target, offset, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private int end() throws IOException {
    if (failure != null) {
      throw failure;
    }
    return -1;
  }

  private Failure failed(IOException e) {
    failure = new Failure(e);
    return failure;
  }
}

package dev.penstock.connector.s3;

import dev.penstock.connector.Cancelled;
import dev.penstock.connector.files.Patience;
import dev.penstock.error.PenstockException;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an object from an offset on. Where the connection breaks it asks for the rest, a
 * bounded number of times. Failures come as {@link PenstockException}. Not thread-safe.
 */
final class S3Stream extends InputStream {
  /** Broken connections of one stream. */
  private static final int MAX_BREAKS = 20;

  /** Broken connections without a byte between them. */
  private static final int MAX_IN_A_ROW = 3;

  private final S3File file;
  private final long end;
  private long offset;
  private @Nullable ResponseInputStream<GetObjectResponse> body;
  private int breaks;
  private int inARow;

  S3Stream(S3File file, long offset, long end) {
    this.file = file;
    this.offset = offset;
    this.end = end;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) {
    Objects.checkFromIndexSize(from, length, target.length);
    if (length == 0) {
      return 0;
    }
    byte[] head = file.head();
    if (offset < Math.min(head.length, end)) {
      int count = (int) Math.min(length, Math.min(head.length, end) - offset);
      System.arraycopy(head, (int) offset, target, from, count);
      offset += count;
      return count;
    }
    while (offset < end) {
      int count = readBody(target, from, length);
      if (count > 0) {
        offset += count;
        inARow = 0;
        return count;
      }
    }
    return -1;
  }

  /** Reads some bytes, or none where the connection broke and the rest is to be asked for. */
  private int readBody(byte[] target, int from, int length) {
    try {
      if (body == null) {
        body = file.get(offset, end);
      }
      ResponseInputStream<GetObjectResponse> open = body;
      int count = Patience.call(() -> open.read(target, from, length), file.cancellation());
      if (count > 0) {
        return count;
      }
      // It ended before all that was promised had come.
      broken(S3Errors.unreachable(file.connection(), file.path()));
    } catch (Cancelled e) {
      close();
      throw e;
    } catch (TransientException e) {
      broken(e);
    } catch (PenstockException e) {
      throw e;
    } catch (Exception e) {
      broken(S3Errors.unreachable(file.connection(), file.path(), e));
    }
    return 0;
  }

  private void broken(TransientException e) {
    close();
    if (++breaks > MAX_BREAKS || ++inARow > MAX_IN_A_ROW) {
      throw e;
    }
  }

  /** Gives the connection up; what has not been read is not read for its sake. */
  @Override
  public void close() {
    ResponseInputStream<GetObjectResponse> open = body;
    body = null;
    if (open == null) {
      return;
    }
    if (offset < end) {
      open.abort();
      return;
    }
    try {
      open.close();
    } catch (IOException e) {
      open.abort();
    }
  }
}

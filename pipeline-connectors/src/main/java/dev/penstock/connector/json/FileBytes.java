package dev.penstock.connector.json;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.files.Compression;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.InputStream;

/**
 * The uncompressed bytes of a part of a file. Every piece that it gives is known to come from the
 * file that was planned. Failures are told as the file tells them. Not thread-safe.
 */
final class FileBytes extends InputStream {
  /** Where the length of the part is not known. */
  static final long TO_THE_END = -1;

  private static final int PIECE = 256 * 1024;

  private final OpenFile file;
  private final Compression compression;
  private final FileStamp stamp;
  private final long to;
  private final Cancellation cancellation;
  private final InputStream in;
  private long offset;

  /**
   * Goes to {@code from}, by reading and forgetting where the file is compressed.
   *
   * @param stamp of the file as it was planned
   * @param to exclusive, or {@link #TO_THE_END}
   */
  FileBytes(
      OpenFile file,
      Compression compression,
      FileStamp stamp,
      long from,
      long to,
      Cancellation cancellation) {
    this.file = file;
    this.compression = compression;
    this.stamp = stamp;
    this.to = to;
    this.cancellation = cancellation;
    cancellation.check();
    try {
      this.in = compression == Compression.NONE ? file.from(from) : compression.open(file);
    } catch (IOException e) {
      throw compression.failure(file, e);
    }
    this.offset = compression == Compression.NONE ? from : 0;
    byte[] forgotten = new byte[offset < from ? PIECE : 0];
    while (offset < from) {
      if (read(forgotten, 0, (int) Math.min(PIECE, from - offset)) < 0) {
        close();
        throw shorter();
      }
    }
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) {
    cancellation.check();
    int wanted = Math.min(length, PIECE);
    if (to != TO_THE_END) {
      wanted = (int) Math.min(wanted, to - offset);
      if (wanted == 0) {
        return -1;
      }
    }
    int count;
    try {
      count = in.read(bytes, from, wanted);
    } catch (IOException e) {
      file.verify(stamp);
      throw compression.failure(file, e);
    }
    file.verify(stamp);
    if (count < 0 && to != TO_THE_END) {
      throw shorter();
    }
    offset += Math.max(count, 0);
    return count;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw compression.failure(file, e);
    }
  }

  private PermanentException shorter() {
    return new PermanentException(
        new Problem(
            "file-changed",
            file.path(),
            "This file of %s ended earlier than when it was planned.".formatted(file.connection()),
            "Start a new run when the file is complete."));
  }
}

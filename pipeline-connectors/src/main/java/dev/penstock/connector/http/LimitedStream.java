package dev.penstock.connector.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Passes a number of bytes on and fails at the first one behind them. */
final class LimitedStream extends FilterInputStream {
  private final Supplier<? extends RuntimeException> tooLong;
  private long left;

  LimitedStream(InputStream in, long limit, Supplier<? extends RuntimeException> tooLong) {
    super(in);
    this.left = limit;
    this.tooLong = tooLong;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    left -= Math.max(0, count);
    if (left < 0) {
      throw tooLong.get();
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public long skip(long count) throws IOException {
    return Math.max(0, read(new byte[(int) Math.clamp(count, 0, 8192)]));
  }
}

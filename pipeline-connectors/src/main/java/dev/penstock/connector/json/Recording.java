package dev.penstock.connector.json;

import dev.penstock.connector.SourceBatch;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Hands bytes on to a parser and gives back those of one record. It relies on the parser to ask for
 * more only when it has used up what it has, so that a record that just began began in the last
 * piece. Not thread-safe.
 */
final class Recording extends InputStream {
  private static final int LIMIT = SourceBatch.MAX_RECORD_BYTES + 1;

  private final InputStream in;
  private byte[] piece = {};
  private int pieceLength;
  private long pieceStart;
  private byte[] kept = new byte[4096];
  private int length;
  private boolean recording;

  Recording(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    int read = in.read(bytes, from, count);
    if (read < 0) {
      return read;
    }
    pieceStart += pieceLength;
    pieceLength = read;
    if (piece.length < read) {
      piece = new byte[read];
    }
    System.arraycopy(bytes, from, piece, 0, read);
    if (recording) {
      keep(0);
    }
    return read;
  }

  /** Starts to keep bytes. */
  void start(long offset) {
    length = 0;
    recording = true;
    keep((int) (offset - pieceStart));
  }

  /** Ends the keeping; all bytes from the start to the end are in {@link #bytes}, or the first. */
  int stop(long bytes) {
    recording = false;
    return (int) Math.min(bytes, length);
  }

  byte[] bytes() {
    return kept;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void keep(int from) {
    int count = Math.min(pieceLength - from, LIMIT - length);
    if (length + count > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(length + count, Math.min(LIMIT, kept.length * 2)));
    }
    System.arraycopy(piece, from, kept, length, count);
    length += count;
  }
}

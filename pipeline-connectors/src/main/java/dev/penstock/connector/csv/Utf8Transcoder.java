package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Objects;

/**
 * Any encoding as UTF-8, without a byte-order mark, in bounded memory. Bytes that do not decode
 * become three bytes that are not UTF-8 and hold the first of them ({@link #badByte}), so that the
 * record in which they stand, and only that one, is found to be broken. Not thread-safe.
 */
final class Utf8Transcoder extends InputStream {
  private static final int BUFFER = 32 * 1024;
  private static final int MARKER = 0xFF;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final CharsetEncoder encoder =
      UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final ByteBuffer encoded = ByteBuffer.allocate(BUFFER).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(BUFFER);
  private final ByteBuffer utf8 = ByteBuffer.allocate(BUFFER * 3 + 16).limit(0);
  private boolean first = true;
  private boolean ended;
  private boolean flushing;
  private boolean done;

  Utf8Transcoder(InputStream in, Charset charset) {
    this.in = in;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** The original byte that the text bytes at {@code at} stand for, or -1 if they are no marker. */
  static int badByte(byte[] text, int at, int to) {
    boolean marker = at + 3 <= to && (text[at] & 0xFF) == MARKER;
    return marker ? (text[at + 1] & 0xF) << 4 | (text[at + 2] & 0xF) : -1;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    while (!utf8.hasRemaining()) {
      if (done) {
        return -1;
      }
      fill();
    }
    int count = Math.min(length, utf8.remaining());
    utf8.get(target, offset, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void fill() throws IOException {
    if (!ended) {
      encoded.compact();
      int count = in.read(encoded.array(), encoded.position(), encoded.remaining());
      ended = count < 0;
      encoded.position(encoded.position() + Math.max(count, 0)).flip();
    }
    CoderResult result = flushing ? CoderResult.UNDERFLOW : decoder.decode(encoded, chars, ended);
    if (result.isUnderflow() && ended) {
      flushing = true;
      done = decoder.flush(chars).isUnderflow();
    }
    chars.flip();
    if (first && chars.hasRemaining()) {
      first = false;
      if (chars.charAt(0) == '\uFEFF') {
        chars.get();
      }
    }
    utf8.clear();
    encoder.encode(chars, utf8, done);
    chars.compact();
    if (result.isError()) {
      int bad = encoded.get(encoded.position()) & 0xFF;
      encoded.position(encoded.position() + result.length());
      utf8.put((byte) MARKER).put((byte) (0x80 | bad >> 4)).put((byte) (0x80 | (bad & 0xF)));
    }
    utf8.flip();
  }
}

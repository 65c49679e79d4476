package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.connector.files.Compression;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;

/**
 * How the text of a file is stored. Its <em>text bytes</em> are what the scanner sees and what
 * positions count: the file's own bytes, or the uncompressed bytes, or UTF-8 made from an encoding
 * that the scanner cannot read.
 *
 * @param declared the encoding of the uncompressed file
 * @param transcoded whether the text bytes are UTF-8 made from it
 * @param start length of the byte-order mark in the text bytes
 */
record TextForm(Compression compression, Charset declared, boolean transcoded, int start) {
  /** Looks at the first bytes of a file. */
  static TextForm detect(
      OpenFile file, Optional<Compression> declared, Optional<Charset> encoding) {
    Compression compression = Compression.of(file, declared);
    byte[] head;
    try (InputStream text = compression.open(file)) {
      head = text.readNBytes(3);
    } catch (IOException e) {
      throw compression.failure(file, e);
    }
    Charset charset = encoding.or(() -> utf16(head)).orElse(UTF_8);
    boolean marked = charset.equals(UTF_8) && starts(head, 0xEF, 0xBB, 0xBF);
    return new TextForm(compression, charset, !isDirect(charset), marked ? 3 : 0);
  }

  /** Whether a reader can start in the middle. */
  boolean seekable() {
    return compression == Compression.NONE && !transcoded;
  }

  /** The encoding of the text bytes. */
  Charset charset() {
    return transcoded ? UTF_8 : declared;
  }

  /**
   * The text bytes from the beginning, or from {@code offset} where the form is seekable. What it
   * throws is told by {@link #failure}.
   */
  InputStream open(OpenFile file, long offset) throws IOException {
    if (seekable()) {
      return file.from(offset);
    }
    InputStream bytes = compression.open(file);
    return transcoded ? new Utf8Transcoder(bytes, declared) : bytes;
  }

  /** What a failure while reading the text bytes means. */
  PenstockException failure(OpenFile file, IOException e) {
    return compression.failure(file, e);
  }

  /**
   * Whether every ASCII byte stands for itself wherever it occurs, so that the scanner may look for
   * delimiters, quotes and line ends in the bytes. UTF-8 is so, and the single-byte supersets of
   * ASCII; Shift_JIS and GB18030 are not.
   */
  private static boolean isDirect(Charset charset) {
    if (charset.equals(UTF_8)) {
      return true;
    }
    if (!charset.canEncode() || charset.newEncoder().maxBytesPerChar() > 1f) {
      return false;
    }
    byte[] ascii = new byte[128];
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = (byte) i;
    }
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(ascii)).toString();
      return Arrays.equals(text.getBytes(UTF_8), ascii);
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static Optional<Charset> utf16(byte[] head) {
    if (starts(head, 0xFE, 0xFF)) {
      return Optional.of(UTF_16BE);
    }
    return starts(head, 0xFF, 0xFE) ? Optional.of(UTF_16LE) : Optional.empty();
  }

  private static boolean starts(byte[] head, int... mark) {
    if (head.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((head[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}

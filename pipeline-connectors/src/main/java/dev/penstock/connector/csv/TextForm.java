package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PenstockException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * How the text of a file is stored. Its <em>text bytes</em> are what the scanner sees and what
 * positions count: the file's own bytes, or the bytes that come out of gzip, or UTF-8 made from an
 * encoding that the scanner cannot read.
 *
 * @param gzip whether the file is compressed
 * @param declared the encoding of the uncompressed file
 * @param transcoded whether the text bytes are UTF-8 made from it
 * @param start length of the byte-order mark in the text bytes
 */
record TextForm(boolean gzip, Charset declared, boolean transcoded, int start) {
  private static final int BUFFER = 64 * 1024;

  /** Looks at the first bytes of a file. */
  static TextForm detect(OpenFile file, CsvOptions options) {
    try {
      byte[] magic = file.from(0).readNBytes(2);
      boolean gzipped = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
      boolean gzip =
          switch (options.compression()) {
            case AUTO -> gzipped;
            case NONE -> false;
            case GZIP -> true;
          };
      if (gzip && !gzipped) {
        throw CsvErrors.badGzip(file);
      }
      byte[] head;
      try (InputStream text = gzip ? new GZIPInputStream(file.from(0)) : file.from(0)) {
        head = text.readNBytes(3);
      }
      Charset charset = options.encoding().or(() -> utf16(head)).orElse(UTF_8);
      boolean marked = charset.equals(UTF_8) && starts(head, 0xEF, 0xBB, 0xBF);
      return new TextForm(gzip, charset, !isDirect(charset), marked ? 3 : 0);
    } catch (ZipException | EOFException e) {
      throw CsvErrors.badGzip(file);
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  /** Whether a reader can start in the middle. */
  boolean seekable() {
    return !gzip && !transcoded;
  }

  /** The encoding of the text bytes. */
  Charset charset() {
    return transcoded ? UTF_8 : declared;
  }

  /**
   * The text bytes from the beginning, or from {@code offset} where the form is seekable. Damaged
   * gzip data end it with {@link ZipException} or {@link EOFException}.
   */
  InputStream open(OpenFile file, long offset) throws IOException {
    if (seekable()) {
      return file.from(offset);
    }
    InputStream bytes = new BufferedInputStream(file.from(0), BUFFER);
    if (gzip) {
      bytes = new GZIPInputStream(bytes, BUFFER);
    }
    return transcoded ? new Utf8Transcoder(bytes, declared) : bytes;
  }

  /** What a failure while reading the text bytes means. */
  PenstockException failure(OpenFile file, IOException e) {
    boolean damaged = e instanceof ZipException || e instanceof EOFException;
    return gzip && damaged ? CsvErrors.badGzip(file) : file.failure(e);
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

package dev.penstock.connector.files;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** How a file is compressed. */
public enum Compression {
  NONE,
  /** RFC 1952, any number of members. */
  GZIP,
  /** RFC 8878, any number of frames, with a window of at most 128 MiB. */
  ZSTD;

  /** The option's value for finding out by the first bytes. */
  static final String AUTO = "auto";

  private static final int BUFFER = 64 * 1024;
  private static final int MAGIC_BYTES = 4;

  /** What the zstd program takes by default; an open file holds as much native memory. */
  private static final int ZSTD_WINDOW_LOG = 27;

  /** The values of the option. */
  static List<String> words() {
    return Stream.concat(Stream.of(AUTO), Arrays.stream(values()).map(Compression::word)).toList();
  }

  /**
   * Looks at the first bytes of a file.
   *
   * @param declared what the author says; a file that is not so is an error
   */
  public static Compression of(OpenFile file, Optional<Compression> declared) {
    if (declared.equals(Optional.of(NONE))) {
      return NONE;
    }
    Compression found;
    try (InputStream bytes = file.from(0)) {
      found = of(bytes.readNBytes(MAGIC_BYTES));
    } catch (IOException e) {
      throw file.failure(e);
    }
    if (declared.isPresent() && declared.get() != found) {
      throw declared.get().damaged(file);
    }
    return found;
  }

  /**
   * The uncompressed bytes from the beginning, buffered. Closing the stream gives back the memory
   * that it holds and does not close the file.
   */
  public InputStream open(OpenFile file) throws IOException {
    StoredBytes bytes = new StoredBytes(file.from(0), BUFFER);
    try {
      return switch (this) {
        case NONE -> bytes;
        case GZIP -> bytes.guard(new GZIPInputStream(bytes, BUFFER));
        case ZSTD -> bytes.guard(new ZstdInputStreamNoFinalizer(bytes).setLongMax(ZSTD_WINDOW_LOG));
      };
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** What a failure while reading uncompressed bytes means. */
  public PenstockException failure(OpenFile file, IOException e) {
    if (e instanceof StoredBytes.Failure failure) {
      return file.failure(failure.reason());
    }
    if (e instanceof ZstdIOException zstd
        && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
      return problem(
          file,
          "needs a window of more than 128 MiB to be uncompressed, or is not zstd data.",
          "Compress it with a smaller window, for example without --long or --ultra.");
    }
    boolean damaged =
        e instanceof ZipException || e instanceof EOFException || e instanceof ZstdIOException;
    return this != NONE && damaged ? damaged(file) : file.failure(e);
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Compression of(byte[] head) {
    if (head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
      return GZIP;
    }
    if (head.length < MAGIC_BYTES) {
      return NONE;
    }
    int magic =
        head[0] & 0xFF | (head[1] & 0xFF) << 8 | (head[2] & 0xFF) << 16 | (head[3] & 0xFF) << 24;
    // A file of many frames may start with one that is to be skipped.
    boolean zstd = magic == 0xFD2FB528 || (magic & 0xFFFFFFF0) == 0x184D2A50;
    return zstd ? ZSTD : NONE;
  }

  private PermanentException damaged(OpenFile file) {
    return problem(
        file,
        "is not whole " + word() + " data.",
        "Write the file again, or correct the option compression.");
  }

  private static PermanentException problem(OpenFile file, String what, String advice) {
    return new PermanentException(
        new Problem(
            "bad-compression",
            file.path(),
            "This file of " + file.connection() + " " + what,
            advice));
  }
}

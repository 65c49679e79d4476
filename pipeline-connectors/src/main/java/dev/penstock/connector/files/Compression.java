package dev.penstock.connector.files;

import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** How a file is compressed. */
public enum Compression {
  NONE,
  GZIP;

  private static final int BUFFER = 64 * 1024;

  /**
   * Looks at the first bytes of a file.
   *
   * @param declared what the author says; a file that is not so is an error
   */
  public static Compression of(OpenFile file, Optional<Compression> declared) {
    try {
      byte[] magic = file.from(0).readNBytes(2);
      boolean gzip = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
      Compression found = gzip ? GZIP : NONE;
      if (declared.isPresent() && declared.get() != NONE && declared.get() != found) {
        throw declared.get().damaged(file);
      }
      return declared.orElse(found);
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  /** The uncompressed bytes from the beginning, buffered; closing it does not close the file. */
  public InputStream open(OpenFile file) throws IOException {
    InputStream bytes = new BufferedInputStream(file.from(0), BUFFER);
    return switch (this) {
      case NONE -> bytes;
      case GZIP -> new GZIPInputStream(bytes, BUFFER);
    };
  }

  /** What a failure while reading uncompressed bytes means. */
  public PenstockException failure(OpenFile file, IOException e) {
    boolean damaged = e instanceof ZipException || e instanceof EOFException;
    return this != NONE && damaged ? damaged(file) : file.failure(e);
  }

  private PermanentException damaged(OpenFile file) {
    return new PermanentException(
        new Problem(
            "bad-compression",
            file.path(),
            "This file of "
                + file.connection()
                + " is not whole "
                + name().toLowerCase(java.util.Locale.ROOT)
                + " data.",
            "Send the file again, or correct the option compression."));
  }
}

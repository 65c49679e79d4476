package dev.penstock.connector.http;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.Glob;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.connector.files.Spool;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Files that a server offers for download. Each opening downloads the file once, to a private copy.
 * Thread-safe.
 */
public final class HttpFiles implements FileStore {
  private static final int PIECE = 256 * 1024;

  private final HttpAccess access;

  public HttpFiles(HttpAccess access) {
    this.access = access;
  }

  /** Checks a path: below the connection's URL, and one file, since servers list none. */
  @Override
  public void check(String path) {
    target(path);
  }

  /** The one file. Downloads it only where the server does not tell its version and length. */
  @Override
  public List<FileEntry> find(String path, Cancellation cancellation) {
    FileStamp stamp =
        ask(
            path,
            cancellation,
            answer -> {
              OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
              Optional<String> version = version(answer.headers());
              return length.isPresent() && version.isPresent()
                  ? new FileStamp(length.getAsLong(), version.get())
                  : copy(answer, OutputStream.nullOutputStream());
            });
    return List.of(new FileEntry(path, stamp));
  }

  @Override
  public OpenFile open(String path) {
    return open(path, Cancellation.NEVER);
  }

  @Override
  public OpenFile open(String path, Cancellation cancellation) {
    check(path);
    Spool spool = Spool.create(path, access.described()); // the file closes it
    try {
      return spool.file(ask(path, cancellation, answer -> copy(answer, spool.restart())));
    } catch (RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  private FileStamp ask(
      String path, Cancellation cancellation, HttpAnswer.Reader<FileStamp> reader) {
    try {
      return access.exchange(HttpCall.get(HttpCall.Kind.FILE, target(path)), cancellation, reader);
    } catch (PermanentException e) {
      boolean missing = e.problem().code().equals(HttpErrors.NOT_FOUND);
      throw missing ? FileStore.missing(access.described(), path) : e;
    }
  }

  private URI target(String path) {
    if (Glob.isPattern(path)) {
      throw access.refused(path, "A pattern cannot be used, since a server lists no files.");
    }
    if (path.isBlank() || path.endsWith("/")) {
      throw access.refused(path, "A file name was expected.");
    }
    return access.target(path, Map.of());
  }

  /** What tells this version of the file from another one, if the server says so. */
  private static Optional<String> version(HttpHeaders headers) {
    return headers
        .firstValue("ETag")
        .map(tag -> "etag " + tag)
        .or(() -> headers.firstValue("Last-Modified").map(time -> "modified " + time));
  }

  private static FileStamp copy(HttpAnswer answer, OutputStream to) throws IOException {
    MessageDigest digest = sha256();
    byte[] piece = new byte[PIECE];
    long size = 0;
    for (int count = answer.body().read(piece); count >= 0; count = answer.body().read(piece)) {
      to.write(piece, 0, count);
      digest.update(piece, 0, count);
      size += count;
    }
    String found = "sha256 " + HexFormat.of().formatHex(digest.digest());
    return new FileStamp(size, version(answer.headers()).orElse(found));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

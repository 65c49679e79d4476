package dev.penstock.connector.s3;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.connector.files.Spool;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object of a bucket. Its first bytes come with opening it, so that looking at them again and
 * again costs nothing; all requests for bytes are bound to the entity tag that was found then.
 */
final class S3File implements OpenFile {
  private static final int HEAD = 64 * 1024;

  private final S3Bucket bucket;
  private final String path;
  private final Cancellation cancellation;
  private final FileStamp stamp;
  private final byte[] head;
  private @Nullable S3Stream stream;
  private @Nullable Spool copy;

  private S3File(
      S3Bucket bucket, String path, Cancellation cancellation, FileStamp stamp, byte[] head) {
    this.bucket = bucket;
    this.path = path;
    this.cancellation = cancellation;
    this.stamp = stamp;
    this.head = head;
  }

  static S3File open(S3Bucket bucket, String path, Cancellation cancellation) {
    FileStamp stamp = bucket.head(path, cancellation);
    S3File file = new S3File(bucket, path, cancellation, stamp, new byte[0]);
    if (stamp.size() == 0) {
      return file;
    }
    byte[] head;
    try (S3Stream first = new S3Stream(file, 0, Math.min(HEAD, stamp.size()))) {
      head = first.readAllBytes();
    } catch (IOException e) {
      throw file.failure(e);
    }
    return new S3File(bucket, path, cancellation, stamp, head);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String connection() {
    return bucket.described();
  }

  @Override
  public FileStamp stamp() {
    return stamp;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** The first bytes. */
  byte[] head() {
    return head;
  }

  /** Asks for the bytes from {@code offset} to before {@code end}, of this version only. */
  ResponseInputStream<GetObjectResponse> get(long offset, long end) {
    return bucket.get(path, "bytes=" + offset + "-" + (end - 1), stamp.version(), cancellation);
  }

  @Override
  public InputStream from(long offset) {
    closeStream();
    S3Stream newest = new S3Stream(this, offset, stamp.size());
    stream = newest;
    return newest;
  }

  @Override
  public Path local() {
    Spool made = copy;
    if (made == null) {
      made = Spool.copyOf(this, bucket.settings().maxCopyBytes(), cancellation);
      copy = made;
    }
    return made.path();
  }

  /** Compares only: no request reads bytes of another version. */
  @Override
  public void verify(FileStamp expected) {
    if (!stamp.equals(expected)) {
      throw changed();
    }
  }

  @Override
  public PenstockException failure(IOException e) {
    return S3Errors.unreachable(connection(), path, e);
  }

  @Override
  public void close() {
    closeStream();
    if (copy != null) {
      copy.close();
      copy = null;
    }
  }

  private PermanentException changed() {
    return S3Errors.changed(connection(), path);
  }

  private void closeStream() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}

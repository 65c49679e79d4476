package dev.penstock.connector.s3;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.connector.files.Spool;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * The objects of a bucket as files that can be written. An object appears with its last byte, so
 * one request writes it; conditions are the server's own ({@code If-Match}, {@code If-None-Match}).
 */
final class S3Tree implements FileTree {
  private static final int PAGE = 1000;

  private final S3Bucket bucket;

  S3Tree(S3Bucket bucket) {
    this.bucket = bucket;
  }

  @Override
  public String described() {
    return bucket.described();
  }

  @Override
  public Optional<Content> read(String path) {
    return limited(
        path,
        Cancellation.NEVER,
        limit ->
            bucket
                .find(path, limit)
                .map(
                    found ->
                        new Content(
                            found.asByteArray(),
                            S3Bucket.stamp(
                                    found.response().contentLength(), found.response().eTag())
                                .version())));
  }

  @Override
  public boolean replace(String path, byte[] bytes, @Nullable String version) {
    Consumer<PutObjectRequest.Builder> condition =
        version == null ? r -> r.ifNoneMatch("*") : r -> r.ifMatch('"' + version + '"');
    try {
      limited(
          path,
          Cancellation.NEVER,
          limit -> {
            bucket.put(path, RequestBody.fromBytes(bytes), condition, limit);
            return true;
          });
      return true;
    } catch (PermanentException e) {
      // A missing object does not match either.
      if (List.of("file-changed", "file-missing").contains(e.problem().code())) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void put(String path, Path from, Cancellation cancellation) {
    limited(
        path,
        cancellation,
        limit -> {
          bucket.put(path, RequestBody.fromFile(from), _ -> {}, limit);
          return true;
        });
  }

  @Override
  public void fetch(String path, Path to, Cancellation cancellation) {
    limited(
        path,
        cancellation,
        limit -> {
          try (OpenFile file = S3File.open(bucket, path, limit);
              InputStream in = file.from(0);
              OutputStream out = Spool.writing(to, path, described())) {
            in.transferTo(out);
            return true;
          } catch (IOException e) {
            throw S3Errors.unreachable(described(), path, e);
          }
        });
  }

  @Override
  public List<String> list(String folder) {
    return limited(
        folder,
        Cancellation.NEVER,
        limit -> {
          List<String> found = new ArrayList<>();
          String token = null;
          do {
            ListObjectsV2Response page = bucket.list(folder, folder, true, PAGE, token, limit);
            page.contents().forEach(object -> found.add(bucket.path(object.key())));
            token = page.isTruncated() ? page.nextContinuationToken() : null;
          } while (token != null);
          return found.stream().filter(path -> !path.endsWith("/")).sorted().toList();
        });
  }

  @Override
  public void delete(Collection<String> paths) {
    for (String path : paths) {
      limited(
          path,
          Cancellation.NEVER,
          limit -> {
            bucket.delete(path, limit);
            return true;
          });
    }
  }

  /** An object that was not written to its end does not exist. */
  @Override
  public void sweep(String folder) {}

  @FunctionalInterface
  private interface Limited<T> {
    T run(Cancellation limit);
  }

  private <T> T limited(String path, Cancellation cancellation, Limited<T> work) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    Supplier<Boolean> late = () -> System.nanoTime() - end > 0;
    try {
      return work.run(() -> cancellation.cancelled() || late.get());
    } catch (Cancelled e) {
      if (!cancellation.cancelled() && late.get()) {
        throw S3Errors.unreachable(described(), path);
      }
      throw e;
    } catch (PermanentException e) {
      if (e.problem().code().equals("file-denied")) {
        throw new PermanentException(
            new Problem(
                "file-denied",
                path,
                "Reading or writing this in " + described() + " is not permitted.",
                "Check the connection's keys, and their right to list, read, write and delete below"
                    + " its prefix."));
      }
      throw e;
    }
  }
}

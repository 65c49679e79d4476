package dev.penstock.connector.s3;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.Glob;
import dev.penstock.connector.files.OpenFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of a bucket as files. A file's version is its entity tag. */
final class S3Store implements FileStore {
  private static final int PAGE = 1000;

  private final S3Bucket bucket;

  S3Store(S3Bucket bucket) {
    this.bucket = bucket;
  }

  @Override
  public void check(String pattern) {
    String fault = Glob.fault(pattern);
    if (fault != null) {
      throw FileStore.refused(bucket.described(), pattern, fault);
    }
  }

  @Override
  public List<FileEntry> find(String pattern, Cancellation cancellation) {
    return find(pattern, cancellation, MAX_VISITED);
  }

  List<FileEntry> find(String pattern, Cancellation cancellation, int maxVisited) {
    check(pattern);
    if (!Glob.isPattern(pattern)) {
      return List.of(new FileEntry(pattern, bucket.head(pattern, cancellation)));
    }
    Glob glob = Glob.of(pattern);
    List<FileEntry> found = new ArrayList<>();
    String token = null;
    int visited = 0;
    do {
      ListObjectsV2Response page = page(pattern, glob, token, cancellation);
      if (page.isTruncated() == null) {
        // Not the answer of an S3 server; it must not pass for an empty folder.
        throw S3Errors.unreachable(bucket.described(), pattern);
      }
      visited += page.contents().size() + page.commonPrefixes().size();
      if (visited > maxVisited) {
        throw tooMany(pattern, "More than " + maxVisited + " files and folders were seen");
      }
      for (S3Object object : page.contents()) {
        String path = bucket.path(object.key());
        if (glob.matches(path)) {
          found.add(new FileEntry(path, S3Bucket.stamp(object.size(), object.eTag())));
        }
      }
      if (found.size() > MAX_FILES) {
        throw tooMany(pattern, "More than " + MAX_FILES + " files match");
      }
      token = page.isTruncated() ? page.nextContinuationToken() : null;
    } while (token != null);
    if (found.isEmpty()) {
      throw FileStore.missing(bucket.described(), pattern);
    }
    return found.stream().sorted(Comparator.comparing(FileEntry::path)).toList();
  }

  @Override
  public OpenFile open(String path) {
    return open(path, Cancellation.NEVER);
  }

  @Override
  public OpenFile open(String path, Cancellation cancellation) {
    String fault = Glob.faultOfFile(path);
    if (fault != null) {
      throw FileStore.refused(bucket.described(), path, fault);
    }
    return S3File.open(bucket, path, cancellation);
  }

  private ListObjectsV2Response page(
      String pattern, Glob glob, @Nullable String token, Cancellation cancellation) {
    return bucket.list(pattern, glob.prefix(), glob.inManyFolders(), PAGE, token, cancellation);
  }

  private RuntimeException tooMany(String pattern, String what) {
    return FileStore.tooMany(bucket.described(), pattern, what);
  }
}

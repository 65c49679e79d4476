package dev.penstock.connector.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.connector.files.FileStore.FileEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which files a run has read, in eight bytes each: the first ones of the SHA-256 digest of path,
 * size and version. That a new file is taken for a known one has, with 10,000 files, a chance of
 * about one in 10^15.
 *
 * @param sorted the digests, ascending
 */
record FileDigests(long[] sorted) {
  private static final String FIELD = "files";

  /** The digests of these files. */
  static FileDigests of(List<FileEntry> files) {
    MessageDigest sha = sha256();
    return new FileDigests(files.stream().mapToLong(file -> digest(sha, file)).sorted().toArray());
  }

  /** What {@link #toJson} made; empty where the note is missing or another source's. */
  static Optional<FileDigests> fromJson(@Nullable JsonNode state) {
    JsonNode files = state == null ? null : state.get(FIELD);
    if (files == null || !files.isTextual()) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = files.binaryValue();
    } catch (IOException e) {
      return Optional.empty();
    }
    long[] sorted = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(sorted);
    return Optional.of(new FileDigests(sorted));
  }

  JsonNode toJson() {
    ByteBuffer bytes = ByteBuffer.allocate(sorted.length * Long.BYTES);
    bytes.asLongBuffer().put(sorted);
    return JsonNodeFactory.instance
        .objectNode()
        .put(FIELD, Base64.getEncoder().encodeToString(bytes.array()));
  }

  /** The files that are not among these. */
  List<FileEntry> newIn(List<FileEntry> files) {
    MessageDigest sha = sha256();
    return files.stream()
        .filter(file -> Arrays.binarySearch(sorted, digest(sha, file)) < 0)
        .toList();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static long digest(MessageDigest sha, FileEntry file) {
    String text = file.path() + '\0' + file.stamp().size() + '\0' + file.stamp().version();
    return ByteBuffer.wrap(sha.digest(text.getBytes(UTF_8))).getLong();
  }
}

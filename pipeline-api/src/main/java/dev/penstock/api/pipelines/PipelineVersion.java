package dev.penstock.api.pipelines;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One version of a pipeline; never changes.
 *
 * @param id the pipeline's, the same for all its versions
 * @param version 1, 2, 3 …
 * @param createdAt when this version was put
 * @param definition the text as its author wrote it, YAML or JSON
 */
public record PipelineVersion(
    String id, String name, int version, String description, Instant createdAt, String definition) {
  private static final int DIGEST = 16;

  /** Tells this version from all others of its pipeline, and its text from all others. */
  public String tag() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((id + "\n" + definition).getBytes(StandardCharsets.UTF_8));
      return version + "-" + HexFormat.of().formatHex(digest).substring(0, DIGEST);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

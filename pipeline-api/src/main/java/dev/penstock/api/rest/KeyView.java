package dev.penstock.api.rest;

import dev.penstock.api.access.ApiKey;
import dev.penstock.api.access.Keys;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A key as clients see it.
 *
 * @param key its text, in the answer that made it, and {@code null} ever after
 */
@Schema(name = "Key")
public record KeyView(
    @Schema(examples = "0f3a5c7e9b1d") String id,
    @Schema(examples = "nightly job") String name,
    @Schema(examples = "operator") String role,
    List<String> pipelines,
    Instant createdAt,
    @Schema(examples = "admin") String createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt,
    @Nullable String key) {
  public KeyView {
    pipelines = List.copyOf(pipelines);
  }

  static KeyView of(ApiKey key) {
    return of(key, null);
  }

  static KeyView of(Keys.Created created) {
    return of(created.key(), created.text());
  }

  private static KeyView of(ApiKey key, @Nullable String text) {
    return new KeyView(
        key.id(),
        key.name(),
        key.role().word(),
        key.scope().pipelines(),
        key.createdAt(),
        key.createdBy(),
        key.expiresAt(),
        key.lastUsedAt(),
        key.revokedAt(),
        text);
  }
}

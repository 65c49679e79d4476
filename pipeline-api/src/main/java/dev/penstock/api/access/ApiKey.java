package dev.penstock.api.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is kept: without its secret.
 *
 * @param expiresAt {@code null} for never
 * @param lastUsedAt to the minute; {@code null} for never
 */
public record ApiKey(
    String id,
    String name,
    Role role,
    Scope scope,
    Instant createdAt,
    String createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {

  boolean good(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  Identity identity(Identity.Kind kind) {
    return new Identity(name, kind, role, scope, "key:" + id);
  }
}

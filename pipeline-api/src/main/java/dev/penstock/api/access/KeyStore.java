package dev.penstock.api.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where keys and sessions are kept. Works in the caller's transaction. */
public interface KeyStore {
  void add(ApiKey key, byte[] digest);

  /** A key and the digest of its secret. */
  Optional<Kept> find(String id);

  /** The newest first. */
  List<ApiKey> list(int limit);

  /** Notes when a key was used last. */
  void used(String id, Instant at);

  /** Answers whether the key was there and not revoked; ends its sessions. */
  boolean revoke(String id, Instant at);

  /** Keeps a session, of a key or of the admin key with this digest. */
  void begin(
      byte[] session, @Nullable String key, byte @Nullable [] admin, Instant at, Instant end);

  Optional<KeptSession> session(byte[] session);

  void extend(byte[] session, Instant end);

  /** Answers whether it was there. */
  boolean end(byte[] session);

  /** Forgets some sessions that are over; answers how many. */
  int forget(Instant before, int most);

  /** The name of a run's pipeline. */
  Optional<String> pipelineOfRun(String run);

  /** The name of a backfill's pipeline. */
  Optional<String> pipelineOfBackfill(String backfill);

  /** A key and the digest of its secret. */
  record Kept(ApiKey key, byte[] digest) {}

  /** A session of a key, or of the admin key with a digest. */
  record KeptSession(
      @Nullable String key, byte @Nullable [] admin, Instant createdAt, Instant end) {}
}

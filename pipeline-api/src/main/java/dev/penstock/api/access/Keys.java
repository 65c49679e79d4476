package dev.penstock.api.access;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.store.Transactions;
import dev.penstock.error.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** API keys. Their secrets are shown once and kept as digests. Thread-safe. */
public final class Keys {
  /** How each key begins. */
  public static final String PREFIX = "psk_";

  /** The most keys that can be listed. */
  public static final int MAX_LISTED = 1_000;

  private static final Pattern FORM =
      Pattern.compile(PREFIX + "([0-9a-f]{12})_([A-Za-z0-9_-]{43})");
  private static final Duration COARSE = Duration.ofMinutes(1);
  private static final byte[] NONE = new byte[32];

  private final KeyStore store;
  private final Transactions transactions;
  private final ActionLog actions;
  private final Clock clock;
  private final Optional<byte[]> admin;

  /**
   * @param adminKey one that is configured, and an admin's
   */
  public Keys(
      KeyStore store,
      Transactions transactions,
      ActionLog actions,
      Clock clock,
      Optional<String> adminKey) {
    this.store = store;
    this.transactions = transactions;
    this.actions = actions;
    this.clock = clock;
    this.admin = adminKey.map(Secrets::digest);
  }

  /** Makes a key; its text cannot be read again. */
  public Created create(KeyOrder order) {
    Instant now = clock.instant();
    String secret = Secrets.secret();
    ApiKey key =
        new ApiKey(
            Secrets.id(),
            order.name(),
            order.role(),
            order.scope(),
            now,
            Access.current().name(),
            order.expires().map(now::plus).orElse(null),
            null,
            null);
    transactions.change(
        () -> {
          store.add(key, Secrets.digest(secret));
          actions.note("key.create", "keys/" + key.id(), key.name() + ", " + key.role().word());
        });
    return new Created(key, PREFIX + key.id() + "_" + secret);
  }

  public List<ApiKey> list() {
    return transactions.read(() -> store.list(MAX_LISTED));
  }

  /** From now on the key and its sessions are refused. */
  public void revoke(String id) {
    transactions.change(
        () -> {
          if (store.find(id).isEmpty()) {
            throw new Refusal(
                Refusal.Kind.NOT_FOUND,
                new Problem(
                    "unknown-key",
                    "keys/" + id,
                    "There is no key with this id.",
                    "GET /api/v1/keys lists them."));
          }
          if (store.revoke(id, clock.instant())) {
            actions.note("key.revoke", "keys/" + id, "");
          }
        });
  }

  /** Whose key it is; empty where it is nobody's, revoked or expired. */
  public Optional<Identity> identify(String text) {
    return match(text).map(found -> found.identity(Identity.Kind.KEY));
  }

  /** Whether a text may be a key, so that nobody else is asked. */
  public boolean looksLikeOne(String text) {
    return text.startsWith(PREFIX) || isAdmin(text);
  }

  Optional<Match> match(String text) {
    if (isAdmin(text)) {
      return Optional.of(new Match(Optional.empty(), admin));
    }
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Optional<KeyStore.Kept> kept = transactions.read(() -> store.find(parts.group(1)));
    byte[] digest = kept.map(KeyStore.Kept::digest).orElse(NONE);
    boolean same = Secrets.same(digest, Secrets.digest(parts.group(2)));
    return kept.map(KeyStore.Kept::key)
        .filter(key -> same && key.good(now))
        .map(
            key -> {
              used(key, now);
              return new Match(Optional.of(key), Optional.empty());
            });
  }

  boolean isAdmin(byte[] digest) {
    return admin.isPresent() && Secrets.same(admin.get(), digest);
  }

  private boolean isAdmin(String text) {
    return isAdmin(Secrets.digest(text));
  }

  private void used(ApiKey key, Instant now) {
    Instant last = key.lastUsedAt();
    if (last == null || last.plus(COARSE).isBefore(now)) {
      transactions.change(() -> store.used(key.id(), now));
    }
  }

  /**
   * A key that fits.
   *
   * @param key one that is kept, else the admin's
   * @param admin the digest of the admin's
   */
  record Match(Optional<ApiKey> key, Optional<byte[]> admin) {
    Identity identity(Identity.Kind kind) {
      return key.map(one -> one.identity(kind))
          .orElseGet(() -> new Identity("admin", kind, Role.ADMIN, Scope.ALL, "key:admin"));
    }
  }

  /**
   * A new key.
   *
   * @param text what clients send; not kept anywhere
   */
  public record Created(ApiKey key, String text) {}
}

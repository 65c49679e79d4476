package dev.penstock.api.access;

import dev.penstock.api.store.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Sessions of browsers, each of a key. A session ends when nobody uses it for a while, in any case
 * after a longest time, when somebody ends it, and when its key is no longer good. Thread-safe.
 */
public final class Sessions {
  private static final int AT_ONCE = 1_000;

  /** A session is renewed when this part of its idle time has passed. */
  private static final int RENEW = 10;

  private final KeyStore store;
  private final Keys keys;
  private final Transactions transactions;
  private final Clock clock;
  private final Duration idle;
  private final Duration longest;

  public Sessions(
      KeyStore store,
      Keys keys,
      Transactions transactions,
      Clock clock,
      Duration idle,
      Duration longest) {
    this.store = store;
    this.keys = keys;
    this.transactions = transactions;
    this.clock = clock;
    this.idle = idle;
    this.longest = longest;
  }

  /** Begins a session with a key; empty where the key is not good. */
  public Optional<Begun> begin(String key) {
    return keys.match(key)
        .map(
            match -> {
              String token = Secrets.secret();
              Instant now = clock.instant();
              transactions.change(
                  () ->
                      store.begin(
                          Secrets.digest(token),
                          match.key().map(ApiKey::id).orElse(null),
                          match.admin().orElse(null),
                          now,
                          now.plus(idle)));
              return new Begun(token, match.identity(Identity.Kind.SESSION));
            });
  }

  /** Whose session it is; empty where it is over. */
  public Optional<Identity> identify(String token) {
    byte[] digest = Secrets.digest(token);
    Instant now = clock.instant();
    Optional<KeyStore.KeptSession> session =
        transactions
            .read(() -> store.session(digest))
            .filter(kept -> now.isBefore(kept.end()))
            .filter(kept -> now.isBefore(kept.createdAt().plus(longest)));
    Optional<Identity> who = session.flatMap(kept -> identity(kept, now));
    if (who.isPresent()
        && session.get().end().isBefore(now.plus(idle).minus(idle.dividedBy(RENEW)))) {
      transactions.change(() -> store.extend(digest, now.plus(idle)));
    }
    return who;
  }

  public void end(String token) {
    transactions.write(() -> store.end(Secrets.digest(token)));
  }

  /** Forgets sessions that are over. Called now and then; replicas may do so at the same time. */
  public void forget() {
    int forgotten;
    do {
      forgotten = transactions.write(() -> store.forget(clock.instant(), AT_ONCE));
    } while (forgotten == AT_ONCE);
  }

  private Optional<Identity> identity(KeyStore.KeptSession session, Instant now) {
    String key = session.key();
    if (key != null) {
      return transactions
          .read(() -> store.find(key))
          .map(KeyStore.Kept::key)
          .filter(kept -> kept.good(now))
          .map(kept -> kept.identity(Identity.Kind.SESSION));
    }
    byte[] admin = session.admin();
    return admin != null && keys.isAdmin(admin)
        ? Optional.of(
            new Keys.Match(Optional.empty(), Optional.of(admin)).identity(Identity.Kind.SESSION))
        : Optional.empty();
  }

  /**
   * A new session.
   *
   * @param token what the cookie holds; kept as a digest only
   */
  public record Begun(String token, Identity identity) {}
}

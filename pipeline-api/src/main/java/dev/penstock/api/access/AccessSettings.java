package dev.penstock.api.access;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How access is configured.
 *
 * @param required whether credentials are needed
 * @param allowOpen whether other machines may reach an API that asks nobody
 * @param host where the API listens
 * @param adminKey a key that is an admin's
 * @param oidc whether tokens of an identity provider are taken
 * @param browserLogin whether browsers can log in there
 * @param roles what the identity provider calls each role
 * @param records the least role that sees records: rejects, failing rows, raw copies
 * @param origins of dashboards beside the API's own, such as {@code https://etl.example.org}
 */
public record AccessSettings(
    boolean required,
    boolean allowOpen,
    String host,
    Optional<String> adminKey,
    boolean oidc,
    boolean browserLogin,
    Map<Role, List<String>> roles,
    Role records,
    Set<String> origins,
    Duration sessionIdle,
    Duration sessionLongest) {
  private static final int SHORTEST_KEY = 32;
  private static final Set<String> LOOPBACK = Set.of("localhost", "::1", "[::1]");

  /** Checks them whole. */
  public AccessSettings {
    roles = Map.copyOf(roles);
    origins = Set.copyOf(origins);
    if (!required && !allowOpen && !loopback(host)) {
      throw new IllegalStateException(
          "penstock.access.mode is open, so that everybody who reaches the API may do everything,"
              + " and it listens on "
              + host
              + ". Set penstock.access.mode=required and penstock.access.admin-key-file, or"
              + " quarkus.http.host=127.0.0.1; only where nothing but trusted machines can reach"
              + " it, penstock.access.allow-open=true.");
    }
    if (adminKey.isPresent() && adminKey.get().length() < SHORTEST_KEY) {
      throw new IllegalStateException(
          "penstock.access.admin-key: the key has "
              + adminKey.get().length()
              + " characters; at least "
              + SHORTEST_KEY
              + " random ones are needed, for example of `openssl rand -hex 32`.");
    }
  }

  /** Whether only this machine can be meant. */
  public boolean local() {
    return loopback(host);
  }

  static boolean loopback(String host) {
    return LOOPBACK.contains(host) || host.matches("127(\\.\\d{1,3}){3}");
  }
}

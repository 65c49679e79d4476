package dev.penstock.api.rest;

import dev.penstock.api.access.AccessSettings;
import dev.penstock.api.access.Identity;
import dev.penstock.api.access.Keys;
import dev.penstock.api.access.Rates;
import dev.penstock.api.access.Role;
import dev.penstock.api.access.Scope;
import dev.penstock.api.access.Sessions;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks: by an API key, by the cookie of a session, or by what the identity provider
 * gave. Called on a thread that may wait.
 */
@ApplicationScoped
public class Authentication {
  private static final String BEARER = "Bearer ";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final AccessSettings settings;
  private final Keys keys;
  private final Sessions sessions;
  private final Rates rates;

  public Authentication(AccessSettings settings, Keys keys, Sessions sessions, Rates rates) {
    this.settings = settings;
    this.keys = keys;
    this.sessions = sessions;
    this.rates = rates;
  }

  /**
   * Empty where there are no credentials.
   *
   * @throws dev.penstock.api.error.Refusal where they are wrong
   */
  Optional<Identity> of(ContainerRequestContext request, RoutingContext routing, String address) {
    @Nullable String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    boolean bearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    if (header != null && bearer) {
      rates.mayTry(address);
      String text = header.substring(BEARER.length()).strip();
      if (keys.looksLikeOne(text)) {
        return Optional.of(
            keys.identify(text)
                .orElseThrow(() -> failed(address, "The key is unknown, revoked or expired.")));
      }
    }
    @Nullable Cookie cookie = request.getCookies().get(SessionResource.COOKIE);
    if (header == null && cookie != null) {
      rates.mayTry(address);
      Optional<Identity> who = sessions.identify(cookie.getValue());
      if (who.isEmpty() && settings.oidc()) {
        // The session of a key is over, but one of the identity provider may go on.
        who = provided(routing, address);
      }
      if (who.isEmpty()) {
        rates.failed(address);
      }
      return who;
    }
    if (header != null && !settings.oidc()) {
      throw failed(address, "These credentials are no API key, and no tokens are taken.");
    }
    return settings.oidc() ? provided(routing, address) : Optional.empty();
  }

  private Optional<Identity> provided(RoutingContext routing, String address) {
    try {
      SecurityIdentity identity =
          QuarkusHttpUser.getSecurityIdentity(routing, null).await().atMost(PATIENCE);
      return identity == null || identity.isAnonymous()
          ? Optional.empty()
          : Optional.of(
              new Identity(
                  identity.getPrincipal().getName(),
                  Identity.Kind.TOKEN,
                  role(identity.getRoles()),
                  Scope.ALL,
                  "token:" + identity.getPrincipal().getName()));
    } catch (AuthenticationFailedException | AuthenticationCompletionException e) {
      throw failed(address, "The token is not valid: expired, of another issuer, or not signed.");
    } catch (OIDCException | TimeoutException e) {
      throw OidcLogin.unavailable(e);
    }
  }

  private @Nullable Role role(Set<String> names) {
    return settings.roles().entrySet().stream()
        .filter(one -> one.getValue().stream().anyMatch(names::contains))
        .map(java.util.Map.Entry::getKey)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private RuntimeException failed(String address, String message) {
    rates.failed(address);
    return AccessGate.unauthenticated(message);
  }
}

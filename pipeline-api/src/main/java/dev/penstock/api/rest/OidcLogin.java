package dev.penstock.api.rest;

import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way of a browser to the identity provider and back. The browser comes by three times: to be
 * sent there, with what the provider said, and with the session that was made of it. It always ends
 * on a page of the dashboard, also where nobody was let in.
 */
@ApplicationScoped
class OidcLogin {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_BACK = 1_000;

  /** An address of the dashboard; none of another server, also not to browsers that mend it. */
  private static final Pattern OWN = Pattern.compile("/(?![/\\\\])[!-~]*");

  private final OidcSession session;

  OidcLogin(OidcSession session) {
    this.session = session;
  }

  /** Why nobody was let in; the page for logging in has a sentence for each. */
  private enum Refused {
    DENIED,
    FAILED,
    UNAVAILABLE
  }

  /**
   * @param back where the browser was before; {@code null} leads to the overview
   */
  Response proceed(RoutingContext routing, @Nullable String back) {
    try {
      @Nullable SecurityIdentity identity =
          QuarkusHttpUser.getSecurityIdentity(routing, null).await().atMost(PATIENCE);
      return identity != null && !identity.isAnonymous()
          ? to(goal(back))
          : challenge(routing, routing.queryParams().contains("state"));
    } catch (AuthenticationRedirectException e) {
      return Response.status(e.getCode()).location(URI.create(e.getRedirectUri())).build();
    } catch (AuthenticationFailedException e) {
      return challenge(routing, false);
    } catch (AuthenticationCompletionException e) {
      boolean denied = "access_denied".equals(routing.queryParams().get("error"));
      return refused(denied ? Refused.DENIED : Refused.FAILED);
    } catch (OIDCException | TimeoutException e) {
      return refused(Refused.UNAVAILABLE);
    }
  }

  /**
   * Forgets the session that was made of what the provider said; the provider's own goes on.
   *
   * @throws TransientException where it is not known whether there is one
   */
  void end(RoutingContext routing) {
    try {
      // Only a request that was looked at knows its session.
      QuarkusHttpUser.getSecurityIdentity(routing, null)
          .onFailure()
          .recoverWithNull()
          .await()
          .atMost(PATIENCE);
      session.logout().await().atMost(PATIENCE);
    } catch (OIDCException | TimeoutException e) {
      throw unavailable(e);
    }
  }

  /** What to say where the provider is away. */
  static TransientException unavailable(RuntimeException cause) {
    return new TransientException(
        new Problem(
            "identity-provider-unavailable",
            "identity provider",
            "The identity provider does not answer at the moment.",
            "Try again, or use an API key."),
        cause);
  }

  /**
   * Sends the browser to the provider.
   *
   * @param returned it comes from there, and the cookie that it left with is lost: sending it there
   *     again could go on for ever
   */
  private static Response challenge(RoutingContext routing, boolean returned) {
    if (returned) {
      return refused(Refused.FAILED);
    }
    try {
      HttpAuthenticator authenticator = routing.get(HttpAuthenticator.class.getName());
      @Nullable ChallengeData challenge =
          authenticator.getChallenge(routing).await().atMost(PATIENCE);
      return challenge == null || challenge.headerName == null || challenge.status >= 400
          ? refused(Refused.FAILED)
          : Response.status(challenge.status)
              .header(challenge.headerName.toString(), challenge.headerContent)
              .build();
    } catch (OIDCException | TimeoutException e) {
      return refused(Refused.UNAVAILABLE);
    }
  }

  private static Response refused(Refused why) {
    return to("/login?refused=" + why.name().toLowerCase(Locale.ROOT));
  }

  private static Response to(String address) {
    return Response.status(302).location(URI.create(address)).build();
  }

  /** What can be no address of the dashboard is the overview. */
  static String goal(@Nullable String back) {
    if (back == null || back.length() > LONGEST_BACK || !OWN.matcher(back).matches()) {
      return "/";
    }
    try {
      return URI.create(back).toString();
    } catch (IllegalArgumentException e) {
      return "/";
    }
  }
}

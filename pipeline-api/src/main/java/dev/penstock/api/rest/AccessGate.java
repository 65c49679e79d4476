package dev.penstock.api.rest;

import dev.penstock.api.access.Access;
import dev.penstock.api.access.AccessSettings;
import dev.penstock.api.access.Identity;
import dev.penstock.api.access.Origins;
import dev.penstock.api.access.Rates;
import dev.penstock.api.access.Rule;
import dev.penstock.api.access.Rules;
import dev.penstock.api.access.Scope;
import dev.penstock.api.audit.Caller;
import dev.penstock.api.error.Refusal;
import dev.penstock.error.Problem;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each request: where it comes from, who asks, how often, and whether they may. The
 * address is the client's as Quarkus knows it: that of a header only where {@code
 * quarkus.http.proxy} says so.
 */
@ApplicationScoped
public class AccessGate {
  private static final String USER = "X-Penstock-User";
  private static final int LONGEST = 100;

  private final CurrentVertxRequest http;
  private final AccessSettings settings;
  private final Origins origins;
  private final Rates rates;
  private final Authentication authentication;
  private final Authorization authorization;
  private final StreamGuard streams;

  public AccessGate(
      CurrentVertxRequest http,
      AccessSettings settings,
      Origins origins,
      Rates rates,
      Authentication authentication,
      Authorization authorization,
      StreamGuard streams) {
    this.http = http;
    this.settings = settings;
    this.origins = origins;
    this.rates = rates;
    this.authentication = authentication;
    this.authorization = authorization;
    this.streams = streams;
  }

  /** From here on the thread that serves the request works for whoever asks. */
  void enter(ContainerRequestContext request) {
    Access.leave();
    Caller.leave();
    RoutingContext routing = http.getCurrent();
    origins.check(facts(routing.request()));
    authorization.checkSize(request.getUriInfo());
    Rule rule = Rules.of(request.getMethod(), Templates.of(request));
    String address = address(routing.request());
    Optional<Identity> found = identity(rule, request, routing, address);
    Identity who =
        found.orElseGet(() -> new Identity("anonymous", Identity.Kind.OPEN, null, Scope.ALL, ""));
    enter(who, address, printable(request.getHeaderString(HttpHeaders.USER_AGENT)));
    try {
      if (settings.required()) {
        authorization.check(rule, found, request.getUriInfo());
        streams.watch(request, routing, who);
      }
    } catch (RuntimeException e) {
      leave();
      throw e;
    }
  }

  private Optional<Identity> identity(
      Rule rule, ContainerRequestContext request, RoutingContext routing, String address) {
    if (!settings.required()) {
      String name = printable(request.getHeaderString(USER));
      Identity open = Identity.ANYBODY;
      return Optional.of(
          name.isEmpty()
              ? open
              : new Identity(name, open.kind(), open.role(), open.scope(), open.credential()));
    }
    if (rule.need() == Rule.Need.NOTHING) {
      // Who logs in may still carry credentials that are over.
      rates.anonymous(address);
      return Optional.empty();
    }
    Optional<Identity> who = authentication.of(request, routing, address);
    who.ifPresentOrElse(rates::request, () -> rates.anonymous(address));
    return who;
  }

  private static void enter(Identity who, String address, String client) {
    String kind = who.kind() == Identity.Kind.OPEN ? "" : who.kind().word() + " ";
    String credential = who.credential().startsWith("key:") ? who.credential() + " " : "";
    Access.enter(who);
    Caller.enter(
        new Caller(printable(who.name()), (address + " " + kind + credential + client).strip()));
  }

  /** The thread works for nobody any more. */
  static void leave() {
    Access.leave();
    Caller.leave();
  }

  private static Origins.Request facts(HttpServerRequest request) {
    String host = request.authority() == null ? "" : request.authority().toString();
    return new Origins.Request(
        request.method().name(),
        host,
        request.scheme() + "://" + host,
        Optional.ofNullable(request.getHeader("Origin")),
        Optional.ofNullable(request.getHeader("Sec-Fetch-Site")),
        request.getHeader(HttpHeaders.COOKIE) != null,
        request.getHeader(Origins.REQUEST_HEADER) != null);
  }

  static String address(HttpServerRequest request) {
    @Nullable SocketAddress address = request.remoteAddress();
    return address == null ? "" : String.valueOf(address.hostAddress());
  }

  static Refusal unauthenticated(String message) {
    return new Refusal(
        Refusal.Kind.UNAUTHENTICATED,
        new Problem(
            "unauthenticated",
            "header Authorization",
            message,
            "Send `Authorization: Bearer KEY` with an API key or a token, or log in."));
  }

  private static String printable(@Nullable String given) {
    if (given == null) {
      return "";
    }
    StringBuilder kept = new StringBuilder();
    given
        .codePoints()
        .filter(c -> !Character.isISOControl(c) && Character.isDefined(c))
        .limit(LONGEST)
        .forEach(kept::appendCodePoint);
    return kept.toString().strip();
  }
}

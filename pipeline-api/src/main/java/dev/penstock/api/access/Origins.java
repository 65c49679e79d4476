package dev.penstock.api.access;

import dev.penstock.api.error.Refusal;
import dev.penstock.error.Problem;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses requests that a foreign page makes a browser send. A page of another site can make a
 * browser send simple requests, with its cookies, to an API that it cannot read; and one whose name
 * is made to mean this machine (DNS rebinding) can even read an API that asks nobody.
 */
public final class Origins {
  /** Sent by the dashboard with each request that changes something. */
  public static final String REQUEST_HEADER = "X-Penstock-Request";

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private final boolean loopbackOnly;
  private final Set<String> known;

  public Origins(AccessSettings settings) {
    this.loopbackOnly = !settings.required() && settings.local() && !settings.allowOpen();
    this.known = settings.origins();
  }

  /** Refuses a foreign request. */
  public void check(Request request) {
    if (loopbackOnly && !request.host().isEmpty() && !AccessSettings.loopback(name(request))) {
      throw refused(
          "foreign-host",
          "header Host",
          "This API asks nobody who they are, so it answers only to names of this machine.",
          "Use localhost or 127.0.0.1, or set penstock.access.mode=required.");
    }
    if (READING.contains(request.method())) {
      return;
    }
    request
        .origin()
        .filter(origin -> !origin.equals(request.own()) && !known.contains(origin))
        .ifPresent(origin -> foreign("header Origin"));
    request
        .fetchSite()
        .filter(site -> !site.equals("same-origin") && !site.equals("none"))
        .filter(site -> request.origin().filter(known::contains).isEmpty())
        .ifPresent(site -> foreign("header Sec-Fetch-Site"));
    if (request.cookie() && !request.marked()) {
      throw refused(
          "foreign-request",
          "header " + REQUEST_HEADER,
          "A request that comes with a cookie and changes something needs this header.",
          "Send " + REQUEST_HEADER + ": dashboard, or use a key in the header Authorization.");
    }
  }

  private static String name(Request request) {
    try {
      String host = URI.create("http://" + request.host()).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static void foreign(String where) {
    throw refused(
        "foreign-request",
        where,
        "A page of another site made a browser send this; it changes nothing here.",
        "Where the page is a dashboard of this API, name its origin in penstock.access.origins.");
  }

  private static Refusal refused(String code, String where, String message, String advice) {
    return new Refusal(Refusal.Kind.FORBIDDEN, new Problem(code, where, message, advice));
  }

  /**
   * What a request says of where it comes from.
   *
   * @param host the header, with its port
   * @param own the origin by which the client addressed the API
   * @param cookie whether any cookie came with it
   * @param marked whether the dashboard's header came with it
   */
  public record Request(
      String method,
      String host,
      String own,
      Optional<String> origin,
      Optional<String> fetchSite,
      boolean cookie,
      boolean marked) {}
}

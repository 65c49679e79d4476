package dev.penstock.connector.http;

import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what went wrong on a connection without its host, its queries and its secrets. Library
 * exceptions are no causes of what it makes, since their texts hold such things.
 */
final class HttpErrors {
  /** Of a server's own words. */
  private static final int EXCERPT = 200;

  /** The code of the error where the server has nothing at a path. */
  static final String NOT_FOUND = "not-found";

  private static final String AUTH_ADVICE =
      "Have the operator check how the connection signs in and what it may read.";

  private final String connection;
  private final URI base;
  private final Secrets secrets;

  HttpErrors(HttpSettings settings) {
    this.connection = settings.connection();
    this.base = settings.base();
    this.secrets = settings.secrets();
  }

  /** A place: the connection and the path inside it. */
  String where(URI target) {
    String root = base.getRawPath();
    String path = target.getRawPath();
    String shown;
    if (!Urls.Origin.of(target).equals(Urls.Origin.of(base))) {
      shown = "another host";
    } else if (secrets.mayStandIn(path)) {
      shown = "a path that is kept secret";
    } else {
      shown = path.startsWith(root) ? path.substring(root.length()) : path;
    }
    return "connection " + connection + (shown.isEmpty() ? "" : ": " + shown);
  }

  /** Whether a server's text holds neither a secret nor the host. */
  boolean mayTell(String text) {
    return !secrets.mayStandIn(text) && !text.contains(base.getHost());
  }

  /** A status that is neither a success nor a redirect. */
  PenstockException status(URI target, int status, String body) {
    String message =
        "The server answered with status " + status + meaning(status) + "." + said(body);
    if (mayPass(status)) {
      return new TransientException(
          new Problem(
              status == 429 ? "rate-limited" : "server-failed",
              where(target),
              message,
              "It is tried again; if it stays, ask whoever runs the server"
                  + (status == 429 ? ", or set rate_limit on the connection." : ".")),
          null);
    }
    String advice =
        switch (status) {
          case 401, 403, 407 -> AUTH_ADVICE;
          case 404, 410 -> "Check the path, and the base URL of the connection.";
          default -> "Check the path, the query and the headers.";
        };
    String code =
        switch (status) {
          case 401, 403, 407 -> "request-denied";
          case 404, 410 -> NOT_FOUND;
          default -> "request-refused";
        };
    return permanent(code, where(target), message, advice);
  }

  /** Whether a later try may be answered otherwise. */
  static boolean mayPass(int status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  PermanentException signIn(int status, String body) {
    return permanent(
        "sign-in-failed",
        "connection " + connection + ", setting token_url",
        "The server gave no token; it answered with status " + status + "." + said(body),
        "Have the operator check client_id, client_secret and scope.");
  }

  PermanentException badToken() {
    return permanent(
        "sign-in-failed",
        "connection " + connection + ", setting token_url",
        "A JSON object with access_token was expected, but the server answered with something else.",
        "Have the operator check token_url.");
  }

  /** A failure of the network or of the TLS under it. */
  PenstockException lost(URI target, IOException e) {
    if (tls(e)) {
      return permanent(
          "tls-failed",
          where(target),
          "No secure connection could be made: the server's certificate is not trusted, or it does not"
              + " speak TLS there.",
          "Have the operator check the connection's URL, and that this machine trusts the"
              + " certificate.");
    }
    boolean slow = find(e, HttpTimeoutException.class) != null;
    return new TransientException(
        new Problem(
            slow ? "timed-out" : "connection-lost",
            where(target),
            slow
                ? "The server did not answer in time."
                : "The connection failed or broke before the whole answer had come.",
            "It is tried again; if it stays, check that the server is up and can be reached"
                + (slow ? ", or raise the connection's timeout." : ".")),
        null);
  }

  PermanentException tooLong(URI target, long limit, String setting) {
    return permanent(
        "response-too-long",
        where(target),
        "The response is longer than " + limit + " bytes.",
        "Ask for less at once, or have the operator raise " + setting + " of the connection.");
  }

  PermanentException redirect(URI target, String why) {
    return permanent(
        "redirect-refused",
        where(target),
        "The server redirects the request, " + why,
        "Use the path that it redirects to; another host must be named in the connection's"
            + " allow_hosts.");
  }

  PermanentException path(String path, String why) {
    return permanent(
        "path-refused",
        path.isBlank() ? "path" : path.replaceAll("\\p{Cntrl}", "?"),
        "This is not a path inside connection " + connection + ". " + why,
        "Write a path relative to the connection's URL.");
  }

  PermanentException link(URI from, String why) {
    return permanent(
        "link-refused",
        where(from),
        "The link to the next page " + why,
        "Use another kind of pagination, or have the operator correct the connection's URL.");
  }

  PermanentException request(URI target, String message) {
    return permanent("request-refused", where(target), message, "");
  }

  private PermanentException permanent(String code, String where, String message, String advice) {
    return new PermanentException(new Problem(code, where, message, advice));
  }

  /** The server's own words, if they are short to tell and hold no secret. */
  private String said(String body) {
    String text =
        body.replaceAll("(?s)<(script|style).*?</\\1>|<[^>]*>", " ")
            .replaceAll("[\\p{Cntrl}\\s]+", " ")
            .strip();
    if (text.isEmpty() || !mayTell(body)) {
      return "";
    }
    return " It says: " + (text.length() > EXCERPT ? text.substring(0, EXCERPT) + "…" : text);
  }

  private static String meaning(int status) {
    return switch (status) {
      case 400 -> " (bad request)";
      case 401 -> " (not signed in)";
      case 403 -> " (not permitted)";
      case 404 -> " (not found)";
      case 405 -> " (method not allowed)";
      case 410 -> " (gone)";
      case 429 -> " (too many requests)";
      case 500 -> " (internal error)";
      case 502 -> " (bad gateway)";
      case 503 -> " (unavailable)";
      case 504 -> " (gateway timed out)";
      default -> "";
    };
  }

  /** A handshake that the other side merely broke off may pass. */
  private static boolean tls(IOException e) {
    return find(e, SSLException.class) != null
        && find(e, EOFException.class) == null
        && find(e, SocketException.class) == null
        && find(e, HttpTimeoutException.class) == null;
  }

  private static <T> @Nullable T find(Throwable e, Class<T> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}

package dev.penstock.connector.http;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.ConnectionCheck.Finding;
import dev.penstock.connector.ConnectionType;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Servers that are reached over HTTP or HTTPS: APIs and downloads. */
public final class HttpConnectionType implements ConnectionType {
  /** The connection type. */
  public static final String TYPE = "http";

  /** What it is and takes. */
  public static final ConnectorSpec SPEC =
      new ConnectorSpec(
          TYPE,
          Set.of(),
          "A server that is reached over HTTPS or HTTP: files that it offers, or a REST API.",
          HttpSettings.SPEC);

  private static final Duration STEP = Duration.ofSeconds(4);
  private static final Duration LIMIT = Duration.ofSeconds(9);

  @Override
  public ConnectorSpec spec() {
    return SPEC;
  }

  @Override
  public ConnectionCheck check(Connection connection) {
    HttpSettings settings = HttpSettings.of(connection);
    Retries once = new Retries(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    try (HttpAccess access = new HttpAccess(settings.hurried(STEP), once)) {
      URI target = access.target(settings.checkPath(), Map.of());
      long end = System.nanoTime() + LIMIT.toNanos();
      List<Finding> findings = new ArrayList<>();
      findings.add(ask(access, target, settings, () -> System.nanoTime() - end > 0));
      if (settings.base().getScheme().equals("http") && !(settings.auth() instanceof Auth.None)) {
        findings.add(
            new Finding("encryption", true, "The URL is http, so credentials travel unencrypted."));
      }
      return new ConnectionCheck(findings);
    } catch (Cancelled e) {
      throw new TransientException(
          new Problem(
              "timed-out",
              "connection " + connection.name(),
              "The server did not answer in time.",
              "Check that the server is up and can be reached."),
          null);
    }
  }

  private static Finding ask(
      HttpAccess access, URI target, HttpSettings settings, Cancellation late) {
    try {
      int status =
          access.exchange(HttpCall.get(HttpCall.Kind.FILE, target), late, HttpAnswer::status);
      return new Finding("read", true, "The server answered with status " + status + ".");
    } catch (PermanentException e) {
      boolean answered =
          e.problem().code().equals(HttpErrors.NOT_FOUND) && settings.checkPath().isEmpty();
      if (answered) {
        return new Finding(
            "reach",
            true,
            "The server answers; it has nothing at the base URL itself, which many APIs do not. Set"
                + " check_path to a path that it has, to try what can be read.");
      }
      return new Finding("read", false, e.problem().message() + " " + e.problem().advice());
    }
  }
}

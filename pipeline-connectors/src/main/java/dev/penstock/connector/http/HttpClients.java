package dev.penstock.connector.http;

import dev.penstock.connector.Connection;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One client for each connection, so that everybody in a process shares its rate limit and its
 * token. Thread-safe.
 */
public final class HttpClients {
  private final Retries retries;
  private final Map<Connection, HttpAccess> byConnection = new ConcurrentHashMap<>();

  public HttpClients(Retries retries) {
    this.retries = retries;
  }

  /**
   * The client of a connection; sends nothing yet.
   *
   * @throws PermanentException where its settings are wrong
   */
  public HttpAccess of(Connection connection) {
    if (!connection.type().equals(HttpConnectionType.TYPE)) {
      throw new PermanentException(
          new Problem(
              "wrong-connection",
              "connection " + connection.name(),
              "It has the type " + connection.type() + ", but the type http is needed.",
              "Use or configure a connection of type http."));
    }
    return byConnection.computeIfAbsent(
        connection, key -> new HttpAccess(HttpSettings.of(key), retries));
  }
}

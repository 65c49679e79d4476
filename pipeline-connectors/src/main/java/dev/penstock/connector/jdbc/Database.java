package dev.penstock.connector.jdbc;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import java.time.Duration;
import java.util.Optional;

/** A connection of the operator's, with what is needed to open sessions on it. Thread-safe. */
record Database(Dialect dialect, Connection connection, Limits limits) {
  /**
   * Opens a session in a read-only transaction.
   *
   * @param where what its errors name
   * @param limit how long a statement may take
   * @param snapshot the moment that it sees, else its own
   */
  Session open(
      String where, Duration limit, Optional<Snapshot> snapshot, Cancellation cancellation) {
    cancellation.check();
    java.sql.Connection opened =
        dialect.server().connect(connection, limits.planning().plus(Duration.ofMinutes(1)));
    Session session = new Session(dialect.server(), opened, where, cancellation);
    try {
      session.run(() -> dialect.server().limitStatements(opened, limit));
      dialect.prepare(session);
      dialect.begin(session, snapshot);
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }
}

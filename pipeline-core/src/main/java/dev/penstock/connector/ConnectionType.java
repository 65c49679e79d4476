package dev.penstock.connector;

/** A kind of connection that an operator can configure. Stateless and thread-safe. */
public interface ConnectionType {
  /** Its name, what it is, and its settings as options; no source or output names it. */
  ConnectorSpec spec();

  /**
   * Tries what can be done with a connection: whether it can be reached and with what rights.
   * Changes nothing there and ends within 10 s.
   *
   * @throws dev.penstock.error.PenstockException where it cannot be reached or its settings are
   *     wrong; no message holds a secret
   */
  ConnectionCheck check(Connection connection);
}

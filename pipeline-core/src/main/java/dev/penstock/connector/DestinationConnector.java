package dev.penstock.connector;

/** A kind of destination. Stateless and thread-safe; one instance serves a whole process. */
public interface DestinationConnector {
  ConnectorSpec spec();

  /** Connects lazily; the result holds a bounded pool and is closed with the process. */
  Destination open(Connection connection);
}

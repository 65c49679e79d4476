package dev.penstock.connector;

import dev.penstock.definition.SourceDefinition;

/** A kind of source. Stateless and thread-safe; one instance serves a whole process. */
public interface SourceConnector {
  ConnectorSpec spec();

  /**
   * Binds a definition to a connection; reads nothing yet.
   *
   * @throws dev.penstock.error.PermanentException where an option is wrong or leaves the
   *     connection's bounds
   */
  Source open(SourceDefinition definition, Connection connection);

  /**
   * Gives back what sources of this process keep open for a run between planning and reading, such
   * as a snapshot. Called when the run is over, also for runs of which nothing is kept.
   */
  default void release(String run) {}
}

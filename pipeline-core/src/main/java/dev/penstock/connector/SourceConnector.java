package dev.penstock.connector;

import dev.penstock.definition.SourceDefinition;
import java.util.Optional;

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
   * Binds a definition of a look-up that is asked for keys instead of being read whole; sends
   * nothing yet. Empty where the definition is none of this kind.
   *
   * @param cancellation ends what is under way
   * @throws dev.penstock.error.PermanentException where an option is wrong
   */
  default Optional<KeyedLookup> keyed(
      SourceDefinition definition, Connection connection, Cancellation cancellation) {
    return Optional.empty();
  }

  /**
   * Gives back what sources of this process keep open for a run between planning and reading, such
   * as a snapshot. Called when the run is over, also for runs of which nothing is kept.
   */
  default void release(String run) {}
}

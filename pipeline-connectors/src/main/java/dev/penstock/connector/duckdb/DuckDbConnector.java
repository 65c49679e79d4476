package dev.penstock.connector.duckdb;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Destination;
import dev.penstock.connector.DestinationAbilities;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.definition.ModelDefinition.Materialized;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A DuckDB database file as a warehouse. Stateless and thread-safe. */
public final class DuckDbConnector implements DestinationConnector {
  /** The connection type. */
  public static final String TYPE = "duckdb";

  private final Clock clock;

  public DuckDbConnector() {
    this(Clock.systemUTC());
  }

  /**
   * For tests that set the time.
   *
   * @param clock says when a bronze row was ingested
   */
  public DuckDbConnector(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ConnectorSpec spec() {
    return new ConnectorSpec(
        TYPE,
        Set.of(TYPE),
        "A DuckDB database file. One loader writes it; a run becomes visible in one transaction.",
        FileSettings.OPTIONS,
        new DestinationAbilities(
            Modes.POSSIBLE,
            EnumSet.of(Materialized.TABLE, Materialized.VIEW),
            true,
            true,
            false,
            false,
            Optional.empty()));
  }

  @Override
  public Destination open(Connection connection) {
    return new DuckDbDestination(FileSettings.of(connection), clock);
  }
}

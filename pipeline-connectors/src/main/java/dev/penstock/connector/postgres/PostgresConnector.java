package dev.penstock.connector.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Destination;
import dev.penstock.connector.DestinationAbilities;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connector.database.DatabaseConnectionType;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition.Materialized;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** PostgreSQL 15 or newer as a warehouse. Stateless and thread-safe. */
public final class PostgresConnector implements DestinationConnector {
  /** The connection type. */
  public static final String TYPE = "postgresql";

  private final Clock clock;

  public PostgresConnector() {
    this(Clock.systemUTC());
  }

  /**
   * For tests that set the time.
   *
   * @param clock says when a bronze row was ingested
   */
  public PostgresConnector(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ConnectorSpec spec() {
    return new ConnectorSpec(
        TYPE,
        Set.of(TYPE),
        "A PostgreSQL database, version 15 or newer. Rows are staged by binary COPY and become"
            + " visible in one transaction.",
        DatabaseConnectionType.POSTGRESQL.spec().options(),
        new DestinationAbilities(
            EnumSet.allOf(LoadMode.class),
            EnumSet.allOf(Materialized.class),
            true,
            false,
            true,
            true,
            Optional.empty()));
  }

  @Override
  public Destination open(Connection connection) {
    HikariDataSource pool = Pool.open(connection);
    return new PostgresDestination(
        connection.name(), pool::getConnection, pool::close, Pool.size(connection), clock);
  }
}

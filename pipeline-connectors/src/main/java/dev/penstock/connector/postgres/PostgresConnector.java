package dev.penstock.connector.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.connector.Destination;
import dev.penstock.connector.DestinationConnector;
import java.time.Clock;
import java.util.List;
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
        List.of(
            new Option(
                "url",
                OptionType.TEXT,
                true,
                "",
                "jdbc:postgresql://host:port/database",
                List.of()),
            new Option(
                "username", OptionType.TEXT, false, "", "The role; never a superuser.", List.of()),
            new Option("password", OptionType.TEXT, false, "", "The role's password.", List.of()),
            new Option(
                "pool_size",
                OptionType.NUMBER,
                false,
                Integer.toString(Pool.DEFAULT_SIZE),
                "The most connections that one process opens.",
                List.of())));
  }

  @Override
  public Destination open(Connection connection) {
    HikariDataSource pool = Pool.open(connection);
    return new PostgresDestination(
        connection.name(), pool::getConnection, pool::close, Pool.size(connection), clock);
  }
}

package dev.penstock.connector.jdbc;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.database.Server;
import dev.penstock.definition.SourceDefinition;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Tables and queries of PostgreSQL, MariaDB and MySQL. Thread-safe. Keeps, between planning and
 * {@link #release}, one connection for each run and PostgreSQL connection: the one that holds the
 * run's snapshot.
 */
public final class JdbcConnector implements SourceConnector {
  /** What it is and takes. */
  public static final ConnectorSpec SPEC =
      new ConnectorSpec(
          "jdbc",
          Set.of(Server.POSTGRESQL.type(), Server.MYSQL.type()),
          "A table or a query of a PostgreSQL, MariaDB or MySQL database. The columns keep their"
              + " types.",
          JdbcOptions.SPEC);

  private final BufferAllocator allocator;
  private final Limits limits;
  private final Snapshots snapshots;

  /**
   * @param allocator parent of the readers' allocators, one child for each open reader
   */
  public JdbcConnector(BufferAllocator allocator) {
    this(allocator, Limits.DEFAULT);
  }

  JdbcConnector(BufferAllocator allocator, Limits limits) {
    this(allocator, limits, new Snapshots(limits));
  }

  JdbcConnector(BufferAllocator allocator, Limits limits, Snapshots snapshots) {
    this.allocator = allocator;
    this.limits = limits;
    this.snapshots = snapshots;
  }

  @Override
  public ConnectorSpec spec() {
    return SPEC;
  }

  @Override
  public Source open(SourceDefinition definition, Connection connection) {
    JdbcOptions options = JdbcOptions.parse(definition.options());
    Dialect dialect =
        switch (Server.of(connection)) {
          case POSTGRESQL -> new PostgresDialect();
          case MYSQL -> new MariaDbDialect();
        };
    return new JdbcSource(new Database(dialect, connection, limits), options, snapshots, allocator);
  }

  @Override
  public void release(String run) {
    snapshots.release(run);
  }
}

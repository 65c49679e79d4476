package dev.penstock.connectors;

import dev.penstock.connector.ConnectionType;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.csv.CsvConnector;
import dev.penstock.connector.database.DatabaseConnectionType;
import dev.penstock.connector.files.FileRoot;
import dev.penstock.connector.files.FileStores;
import dev.penstock.connector.jdbc.JdbcConnector;
import dev.penstock.connector.postgres.PostgresConnector;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/** The connectors that Penstock ships: a new one is added here. */
public final class Connectors {
  private static final FileStores FILES = new FileStores(Map.of(FileRoot.TYPE, FileRoot::of));

  private Connectors() {}

  /**
   * All sources, for one process.
   *
   * @param allocator parent of the memory that readers hold
   */
  public static List<SourceConnector> sources(BufferAllocator allocator) {
    return List.of(new CsvConnector(FILES, allocator), new JdbcConnector(allocator));
  }

  /** All destinations, for one process. */
  public static List<DestinationConnector> destinations() {
    return List.of(new PostgresConnector());
  }

  /** All types of connection, for one process. */
  public static List<ConnectionType> connectionTypes() {
    return List.of(DatabaseConnectionType.POSTGRESQL, DatabaseConnectionType.MYSQL);
  }

  /** What the sources are and take, for validation and documents; needs no memory. */
  public static List<ConnectorSpec> sourceSpecs() {
    return List.of(CsvConnector.SPEC, JdbcConnector.SPEC);
  }
}

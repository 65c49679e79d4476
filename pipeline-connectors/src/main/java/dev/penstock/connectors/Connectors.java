package dev.penstock.connectors;

import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.csv.CsvConnector;
import dev.penstock.connector.postgres.PostgresConnector;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** The connectors that Penstock ships: a new one is added here. */
public final class Connectors {
  private Connectors() {}

  /**
   * All sources, for one process.
   *
   * @param allocator parent of the memory that readers hold
   */
  public static List<SourceConnector> sources(BufferAllocator allocator) {
    return List.of(new CsvConnector(allocator));
  }

  /** All destinations, for one process. */
  public static List<DestinationConnector> destinations() {
    return List.of(new PostgresConnector());
  }

  /** What the sources are and take, for validation and documents; needs no memory. */
  public static List<ConnectorSpec> sourceSpecs() {
    return List.of(CsvConnector.SPEC);
  }
}

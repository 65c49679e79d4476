package dev.penstock.connector.fileset;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Destination;
import dev.penstock.connector.DestinationAbilities;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connector.files.FileTrees;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition.Materialized;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Folders and buckets as warehouses. Stateless and thread-safe. */
public final class FilesetConnector implements DestinationConnector {
  private static final ConnectorSpec SPEC =
      new ConnectorSpec(
          "files",
          FileTrees.TYPES,
          "Parquet, CSV or JSON Lines files in a folder or bucket. Batches are staged as files, and"
              + " become visible with one manifest.",
          List.of(),
          new DestinationAbilities(
              EnumSet.of(LoadMode.REPLACE, LoadMode.APPEND, LoadMode.UPSERT),
              EnumSet.of(Materialized.TABLE),
              false,
              true,
              false,
              false,
              Optional.of(FileTrees.WRITABLE)));

  private final FileTrees trees;
  private final Clock clock;

  /**
   * For all files.
   *
   * @param trees binds connections to their files
   */
  public FilesetConnector(FileTrees trees) {
    this(trees, Clock.systemUTC());
  }

  /**
   * For tests that set the time.
   *
   * @param clock says when a row was ingested and a run published
   */
  public FilesetConnector(FileTrees trees, Clock clock) {
    this.trees = trees;
    this.clock = clock;
  }

  @Override
  public ConnectorSpec spec() {
    return SPEC;
  }

  @Override
  public Destination open(Connection connection) {
    return new FilesetDestination(trees.of(connection), clock);
  }
}

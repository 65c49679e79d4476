package dev.penstock.connectors;

import dev.penstock.connector.ConnectionType;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.DestinationConnector;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.binary.BinaryConnector;
import dev.penstock.connector.bronze.BronzeConnector;
import dev.penstock.connector.csv.CsvConnector;
import dev.penstock.connector.csv.FixedConnector;
import dev.penstock.connector.database.DatabaseConnectionType;
import dev.penstock.connector.duckdb.DuckDbConnectionType;
import dev.penstock.connector.duckdb.DuckDbConnector;
import dev.penstock.connector.files.FileRoot;
import dev.penstock.connector.files.FileStores;
import dev.penstock.connector.files.FileTrees;
import dev.penstock.connector.files.FilesConnectionType;
import dev.penstock.connector.files.LocalTree;
import dev.penstock.connector.fileset.FilesetConnector;
import dev.penstock.connector.http.HttpClients;
import dev.penstock.connector.http.HttpConnectionType;
import dev.penstock.connector.http.HttpFiles;
import dev.penstock.connector.http.Retries;
import dev.penstock.connector.jdbc.JdbcConnector;
import dev.penstock.connector.json.JsonConnector;
import dev.penstock.connector.kafka.KafkaConnectionType;
import dev.penstock.connector.kafka.KafkaConnector;
import dev.penstock.connector.parquet.ParquetConnector;
import dev.penstock.connector.postgres.PostgresConnector;
import dev.penstock.connector.postgres.RawColumns;
import dev.penstock.connector.push.PushConnector;
import dev.penstock.connector.rest.RestConnector;
import dev.penstock.connector.s3.S3ConnectionType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;

/** The connectors that Penstock ships: a new one is added here. */
public final class Connectors {
  private static final S3ConnectionType S3 = new S3ConnectionType();
  private static final HttpClients HTTP = new HttpClients(Retries.DEFAULT);
  private static final FileStores FILES =
      new FileStores(
          Map.of(
              FileRoot.TYPE,
              FileRoot::of,
              S3ConnectionType.TYPE,
              S3::files,
              HttpConnectionType.TYPE,
              connection -> new HttpFiles(HTTP.of(connection))));

  private static final FileTrees TREES =
      new FileTrees(Map.of(FileRoot.TYPE, LocalTree::of, S3ConnectionType.TYPE, S3::tree));

  private Connectors() {}

  /**
   * All sources, for one process.
   *
   * @param allocator parent of the memory that readers hold
   */
  public static List<SourceConnector> sources(BufferAllocator allocator) {
    return List.of(
        CsvConnector.csv(FILES, allocator),
        CsvConnector.tsv(FILES, allocator),
        new FixedConnector(FILES, allocator),
        new BinaryConnector(FILES, allocator),
        new PushConnector(allocator),
        JsonConnector.json(FILES, allocator),
        JsonConnector.jsonLines(FILES, allocator),
        new ParquetConnector(FILES, allocator),
        new RestConnector(HTTP, Clock.systemUTC(), allocator),
        new JdbcConnector(allocator),
        new KafkaConnector(allocator));
  }

  /**
   * What reads the raw copies that destinations keep; no definition can name it.
   *
   * @param allocator parent of the memory that readers hold
   */
  public static SourceConnector bronze(BufferAllocator allocator) {
    return new BronzeConnector(new JdbcConnector(allocator), bronzeTypes(), RawColumns::find);
  }

  /** All destinations, for one process. */
  public static List<DestinationConnector> destinations() {
    return List.of(new PostgresConnector(), new DuckDbConnector(), new FilesetConnector(TREES));
  }

  /** The files of connections that hold some. */
  public static FileStores files() {
    return FILES;
  }

  /** The types of connection whose raw copies can be read back. */
  public static Set<String> bronzeTypes() {
    return Set.of(PostgresConnector.TYPE);
  }

  /** All types of connection, for one process. */
  public static List<ConnectionType> connectionTypes() {
    return List.of(
        new FilesConnectionType(),
        S3,
        new HttpConnectionType(),
        DatabaseConnectionType.POSTGRESQL,
        DatabaseConnectionType.MYSQL,
        new DuckDbConnectionType(),
        new KafkaConnectionType());
  }

  /** What the sources are and take, for validation and documents; needs no memory. */
  public static List<ConnectorSpec> sourceSpecs() {
    return List.of(
        CsvConnector.CSV,
        CsvConnector.TSV,
        FixedConnector.SPEC,
        BinaryConnector.SPEC,
        PushConnector.SPEC,
        JsonConnector.JSON,
        JsonConnector.JSON_LINES,
        ParquetConnector.SPEC,
        RestConnector.SPEC,
        JdbcConnector.SPEC,
        KafkaConnector.SPEC);
  }
}

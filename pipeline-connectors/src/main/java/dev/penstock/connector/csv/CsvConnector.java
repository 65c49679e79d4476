package dev.penstock.connector.csv;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.FileStores;
import dev.penstock.definition.SourceDefinition;
import org.apache.arrow.memory.BufferAllocator;

/** Text files with delimited fields: {@code csv}, and {@code tsv} with another delimiter. */
public final class CsvConnector implements SourceConnector {
  /** Fields between commas. */
  public static final ConnectorSpec CSV =
      new ConnectorSpec(
          "csv",
          FileStores.TYPES,
          "Text files with one record a line and delimited fields, compressed or not. All columns"
              + " are text; an empty field is NULL.",
          CsvOptions.spec(","));

  /** Fields between tabs. */
  public static final ConnectorSpec TSV =
      new ConnectorSpec(
          "tsv",
          FileStores.TYPES,
          "The format `csv` with a tab between two fields; all else is the same.",
          CsvOptions.spec("\\t"));

  private final ConnectorSpec spec;
  private final char delimiter;
  private final FileStores stores;
  private final BufferAllocator allocator;

  private CsvConnector(
      ConnectorSpec spec, char delimiter, FileStores stores, BufferAllocator allocator) {
    this.spec = spec;
    this.delimiter = delimiter;
    this.stores = stores;
    this.allocator = allocator;
  }

  /**
   * The format {@code csv}.
   *
   * @param stores the files of each type of connection
   * @param allocator parent of the readers' allocators, one child for each open reader
   */
  public static CsvConnector csv(FileStores stores, BufferAllocator allocator) {
    return new CsvConnector(CSV, ',', stores, allocator);
  }

  /** The format {@code tsv}. */
  public static CsvConnector tsv(FileStores stores, BufferAllocator allocator) {
    return new CsvConnector(TSV, '\t', stores, allocator);
  }

  @Override
  public ConnectorSpec spec() {
    return spec;
  }

  @Override
  public Source open(SourceDefinition definition, Connection connection) {
    FileStore root = stores.of(connection);
    CsvOptions options = CsvOptions.parse(definition.options(), delimiter);
    root.check(options.files().path());
    return new CsvSource(root, options, allocator);
  }
}

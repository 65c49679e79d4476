package dev.penstock.connector.parquet;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.files.FileOptions;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.FileStores;
import dev.penstock.connector.files.OptionReader;
import dev.penstock.definition.SourceDefinition;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Parquet files. */
public final class ParquetConnector implements SourceConnector {
  /** What it is and takes. */
  public static final ConnectorSpec SPEC =
      new ConnectorSpec(
          "parquet",
          FileStores.TYPES,
          "Parquet files. The columns keep their types.",
          List.of(
              FileOptions.PATH,
              FileOptions.INCREMENTAL,
              FileOptions.CHECKSUM,
              new Option(
                  FileOptions.SPLIT_SIZE.name(),
                  OptionType.NUMBER,
                  false,
                  FileOptions.SPLIT_SIZE.defaultValue(),
                  "Compressed bytes after which a file is cut into a further split, at the next end"
                      + " of a row group; at least 65536.",
                  List.of())));

  private final FileStores stores;
  private final BufferAllocator allocator;

  /**
   * @param stores the files of each type of connection
   * @param allocator parent of the readers' allocators, one child for each open reader
   */
  public ParquetConnector(FileStores stores, BufferAllocator allocator) {
    this.stores = stores;
    this.allocator = allocator;
  }

  @Override
  public ConnectorSpec spec() {
    return SPEC;
  }

  @Override
  public Source open(SourceDefinition definition, Connection connection) {
    FileStore store = stores.of(connection);
    OptionReader reader = new OptionReader(definition.options());
    FileOptions options = FileOptions.read(reader);
    reader.finish();
    store.check(options.path());
    return new ParquetSource(store, definition, options, allocator);
  }
}

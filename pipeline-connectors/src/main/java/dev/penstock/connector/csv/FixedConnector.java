package dev.penstock.connector.csv;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.FileStores;
import dev.penstock.definition.SourceDefinition;
import org.apache.arrow.memory.BufferAllocator;

/** Text files with fields of fixed width. */
public final class FixedConnector implements SourceConnector {
  /** What it is and takes. */
  public static final ConnectorSpec SPEC =
      new ConnectorSpec(
          "fixed",
          FileStores.TYPES,
          "Text files with one record a line and fields at fixed positions, compressed or not. All"
              + " columns are text; an empty field is NULL.",
          FixedOptions.SPEC);

  private final FileStores stores;
  private final BufferAllocator allocator;

  /**
   * @param stores the files of each type of connection
   * @param allocator parent of the readers' allocators, one child for each open reader
   */
  public FixedConnector(FileStores stores, BufferAllocator allocator) {
    this.stores = stores;
    this.allocator = allocator;
  }

  @Override
  public ConnectorSpec spec() {
    return SPEC;
  }

  @Override
  public Source open(SourceDefinition definition, Connection connection) {
    FileStore root = stores.of(connection);
    FixedOptions options = FixedOptions.parse(definition.options());
    root.check(options.files().path());
    return new TextSource(
        root, options.files(), options.encoding(), () -> new FixedFormat(options), allocator);
  }
}

package dev.penstock.connector.csv;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.files.FileRoot;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.FileStores;
import dev.penstock.definition.SourceDefinition;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;

/** CSV files from a folder. */
public final class CsvConnector implements SourceConnector {
  /** What it is and takes. */
  public static final ConnectorSpec SPEC =
      new ConnectorSpec(
          "csv",
          Set.of(FileRoot.TYPE, "http"),
          "Text files with one record a line and delimited fields, compressed with gzip or not. All"
              + " columns are text; an empty field is NULL.",
          CsvOptions.SPEC);

  private final FileStores stores;
  private final BufferAllocator allocator;

  /**
   * @param stores the files of each type of connection
   * @param allocator parent of the readers' allocators, one child for each open reader
   */
  public CsvConnector(FileStores stores, BufferAllocator allocator) {
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
    CsvOptions options = CsvOptions.parse(definition.options());
    root.check(options.path());
    return new CsvSource(root, options, allocator);
  }
}

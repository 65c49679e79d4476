package dev.penstock.connector.binary;

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

/** Whole files: images, documents, anything. */
public final class BinaryConnector implements SourceConnector {
  /** What it is and takes. */
  public static final ConnectorSpec SPEC =
      new ConnectorSpec(
          "binary",
          FileStores.TYPES,
          "Whole files of any kind, one row for each: `path`, `size`, `version`, `checksum` and"
              + " `content`.",
          FileOptions.with(
              List.of(FileOptions.PATH, FileOptions.INCREMENTAL, FileOptions.CHECKSUM),
              new Option(
                  "content",
                  OptionType.BOOLEAN,
                  false,
                  "true",
                  "Whether the bytes are read into the column `content`. A file of more than 2097152"
                      + " bytes is then a reject; where it is false, files of any size are listed"
                      + " and `content` is NULL.",
                  List.of())));

  private final FileStores stores;
  private final BufferAllocator allocator;

  /**
   * @param stores the files of each type of connection
   * @param allocator parent of the readers' allocators, one child for each open reader
   */
  public BinaryConnector(FileStores stores, BufferAllocator allocator) {
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
    boolean content = reader.flag("content", true);
    reader.finish();
    store.check(options.path());
    return new BinarySource(store, options, content, allocator);
  }
}

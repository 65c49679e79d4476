package dev.penstock.connector.json;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourceConnector;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.FileStores;
import dev.penstock.definition.SourceDefinition;
import org.apache.arrow.memory.BufferAllocator;

/** Files of JSON: {@code json}, a document a file, and {@code jsonl}, a record a line. */
public final class JsonConnector implements SourceConnector {
  /** A document a file. */
  public static final ConnectorSpec JSON =
      new ConnectorSpec(
          "json",
          FileStores.TYPES,
          "Files with one JSON document each, compressed or not: a list of objects, one object, or"
              + " records somewhere inside. A file is read as a stream, whatever its size.",
          JsonOptions.JSON);

  /** A record a line. */
  public static final ConnectorSpec JSON_LINES =
      new ConnectorSpec(
          "jsonl",
          FileStores.TYPES,
          "JSON Lines: text files with one JSON object a line, compressed or not.",
          JsonOptions.JSON_LINES);

  private final ConnectorSpec spec;
  private final FileStores stores;
  private final BufferAllocator allocator;

  private JsonConnector(ConnectorSpec spec, FileStores stores, BufferAllocator allocator) {
    this.spec = spec;
    this.stores = stores;
    this.allocator = allocator;
  }

  /**
   * The format {@code json}.
   *
   * @param stores the files of each type of connection
   * @param allocator parent of the readers' allocators, one child for each open reader
   */
  public static JsonConnector json(FileStores stores, BufferAllocator allocator) {
    return new JsonConnector(JSON, stores, allocator);
  }

  /** The format {@code jsonl}. */
  public static JsonConnector jsonLines(FileStores stores, BufferAllocator allocator) {
    return new JsonConnector(JSON_LINES, stores, allocator);
  }

  @Override
  public ConnectorSpec spec() {
    return spec;
  }

  @Override
  public Source open(SourceDefinition definition, Connection connection) {
    FileStore store = stores.of(connection);
    JsonOptions options = JsonOptions.parse(definition.options());
    store.check(options.files().path());
    return new JsonSource(store, definition, options, spec == JSON_LINES, allocator);
  }
}

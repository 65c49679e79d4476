package dev.penstock.connector.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.files.FileOptions;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.definition.SourceDefinition;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The files that one definition names. */
final class ParquetSource implements Source {
  private final FileStore store;
  private final SourceDefinition definition;
  private final FileOptions options;
  private final BufferAllocator allocator;

  ParquetSource(
      FileStore store,
      SourceDefinition definition,
      FileOptions options,
      BufferAllocator allocator) {
    this.store = store;
    this.definition = definition;
    this.options = options;
    this.allocator = allocator;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    return new ParquetPlanner(store, definition, options, request, allocator, cancellation).plan();
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    JsonNode position = split.position();
    FileStamp stamp =
        new FileStamp(
            position.required("size").longValue(), position.required("version").textValue());
    OpenFile file = store.open(split.origin(), cancellation); // the reader closes it
    try {
      file.verify(stamp);
      ParquetFile parquet = ParquetFile.open(file, stamp, cancellation);
      try {
        return new ParquetReader(
            file, parquet, stream.source(), split, after, allocator, cancellation);
      } catch (RuntimeException e) {
        parquet.close();
        throw e;
      }
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }
}

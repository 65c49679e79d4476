package dev.penstock.connector.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.files.Compression;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.connector.rows.JsonBatches;
import dev.penstock.definition.SourceDefinition;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The files that one definition names. */
final class JsonSource implements Source {
  private final FileStore store;
  private final SourceDefinition definition;
  private final JsonOptions options;
  private final boolean lines;
  private final BufferAllocator allocator;

  /**
   * @param lines whether the files are JSON Lines
   */
  JsonSource(
      FileStore store,
      SourceDefinition definition,
      JsonOptions options,
      boolean lines,
      BufferAllocator allocator) {
    this.store = store;
    this.definition = definition;
    this.options = options;
    this.lines = lines;
    this.allocator = allocator;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    return lines
        ? new LinesPlanner(store, definition, options, request, cancellation).plan()
        : DocumentPlanner.plan(store, definition, options, request, cancellation);
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    JsonNode position = split.position();
    FileStamp stamp =
        new FileStamp(
            position.required("size").longValue(), position.required("version").textValue());
    JsonBatches batches =
        new JsonBatches(stream.source(), definition.onSchemaChange(), split.origin(), allocator);
    try {
      OpenFile file = store.open(split.origin(), cancellation); // the reader closes it
      try {
        file.verify(stamp);
        return lines
            ? readLines(file, stamp, position, after, batches, cancellation)
            : readDocument(file, stamp, after, batches, cancellation);
      } catch (RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (RuntimeException e) {
      batches.close();
      throw e;
    }
  }

  private SplitReader readLines(
      OpenFile file,
      FileStamp stamp,
      JsonNode position,
      @Nullable JsonNode after,
      JsonBatches batches,
      Cancellation cancellation) {
    LinePosition start = LinePosition.fromJson(after == null ? position : after);
    FileBytes bytes =
        new FileBytes(
            file,
            Compression.of(file, options.files().compression()),
            stamp,
            start.offset(),
            position.required("to").longValue(),
            cancellation);
    return new LinesReader(file, bytes, start, batches, cancellation);
  }

  private SplitReader readDocument(
      OpenFile file,
      FileStamp stamp,
      @Nullable JsonNode after,
      JsonBatches batches,
      Cancellation cancellation) {
    long skipped = after == null ? 0 : after.required(DocumentReader.RECORDS).longValue();
    DocumentRecords records =
        new DocumentRecords(
            file, DocumentPlanner.bytes(file, options, stamp, cancellation), options.records());
    return new DocumentReader(file, records, skipped, batches, cancellation);
  }
}

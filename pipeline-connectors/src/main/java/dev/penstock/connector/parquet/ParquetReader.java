package dev.penstock.connector.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.database.CancelWatch;
import dev.penstock.connector.files.OpenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a split. DuckDB hands rows over in chunks; batches are put together from them row by row,
 * so that where a batch ends depends on its rows and not on the chunks. The position is the number
 * of the next row.
 */
final class ParquetReader implements SplitReader {
  private static final long MAX_ARROW_BYTES = 512L << 20;
  private static final long MAX_CHUNK = 4096;
  private static final long MIN_CHUNK = 16;

  private final OpenFile file;
  private final ParquetFile parquet;
  private final Split split;
  private final Cancellation cancellation;
  private final BufferAllocator allocator;
  private final VectorSchemaRoot root;
  private final List<ParquetCell> cells = new ArrayList<>();
  private final ParquetFile.Query query;
  private final CancelWatch watch;
  private final VectorSchemaRoot chunk;
  private final long to;
  private List<RejectedRecord> rejects = new ArrayList<>();
  private long row;
  private int cursor;
  private boolean closed;

  /** Owns both files from now on, unless it throws. */
  ParquetReader(
      OpenFile file,
      ParquetFile parquet,
      Schema schema,
      Split split,
      @Nullable JsonNode after,
      BufferAllocator parent,
      Cancellation cancellation) {
    this.file = file;
    this.parquet = parquet;
    this.split = split;
    this.cancellation = cancellation;
    this.row = (after == null ? split.position() : after).required("row").longValue();
    this.to = split.position().required("to").longValue();
    this.allocator = parent.newChildAllocator("parquet " + file.path(), 0, MAX_ARROW_BYTES);
    this.root = VectorSchemaRoot.create(schema, allocator);
    this.watch = new CancelWatch(cancellation, parquet::interrupt);
    try {
      Map<String, ParquetColumn> columns =
          parquet.columns(allocator).stream()
              .collect(Collectors.toMap(ParquetColumn::name, Function.identity()));
      List<String> values = new ArrayList<>();
      for (Field field : schema.getFields().subList(0, schema.getFields().size() - 1)) {
        ParquetColumn column = columns.get(field.getName());
        cells.add(new ParquetCell(root.getVector(field), column == null ? -1 : values.size()));
        if (column != null) {
          values.add(column.value());
        }
      }
      long rowBytes = Math.max(1, split.position().required("row_bytes").longValue());
      long size = Math.clamp(SourceBatch.TARGET_BYTES / rowBytes, MIN_CHUNK, MAX_CHUNK);
      this.query = parquet.query(values, row, to, size, allocator);
      this.chunk = query.rows().getVectorSchemaRoot();
    } catch (IOException | RuntimeException e) {
      watch.close();
      root.close();
      allocator.close();
      throw parquet.failure(e);
    }
  }

  @Override
  public @Nullable SourceBatch next() {
    cancellation.check();
    rejects = new ArrayList<>();
    cells.forEach(ParquetCell::clear);
    BigIntVector places = (BigIntVector) root.getVector(Columns.PLACE);
    places.reset();
    long from = row;
    long bytes = 0;
    int rows = 0;
    while (rows + rejects.size() < SourceBatch.TARGET_ROWS
        && bytes < SourceBatch.TARGET_BYTES
        && available()) {
      long size = Long.BYTES;
      for (ParquetCell cell : cells) {
        size += cell.size(chunk, cursor);
      }
      if (size > SourceBatch.MAX_RECORD_BYTES) {
        reject(size);
        bytes += RejectedRecord.MAX_ORIGINAL;
      } else {
        for (ParquetCell cell : cells) {
          cell.copy(chunk, cursor, rows);
        }
        places.setSafe(rows++, row + 1);
        bytes += size;
      }
      cursor++;
      row++;
    }
    if (rows == 0 && rejects.isEmpty()) {
      return null;
    }
    for (ParquetCell cell : cells) {
      cell.finish(rows);
    }
    places.setValueCount(rows);
    root.setRowCount(rows);
    long all = Math.max(1, to - split.position().required("row").longValue());
    long taken = (long) (split.bytes() * ((double) (row - from) / all));
    return new SourceBatch(
        root, rejects, JsonNodeFactory.instance.objectNode().put("row", row), taken);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (file;
        parquet;
        allocator;
        root;
        query) {
      watch.close();
    }
  }

  private boolean available() {
    try {
      while (cursor == chunk.getRowCount()) {
        cancellation.check();
        cursor = 0;
        if (!query.rows().loadNextBatch()) {
          chunk.setRowCount(0);
          return false;
        }
      }
      return true;
    } catch (IOException | RuntimeException e) {
      throw parquet.failure(e);
    }
  }

  private void reject(long size) {
    StringBuilder original = new StringBuilder();
    for (ParquetCell cell : cells) {
      cell.describe(chunk, cursor, original);
    }
    rejects.add(
        new RejectedRecord(
            Stage.EXTRACT,
            ErrorClass.TOO_LARGE,
            "source",
            "record size",
            "The record has %d bytes; at most %d were expected."
                .formatted(size, SourceBatch.MAX_RECORD_BYTES),
            Columns.place(split.origin(), row + 1),
            "{" + original + "}"));
  }
}

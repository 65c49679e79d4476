package dev.penstock.connector.parquet;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.column.ColumnTypes;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.files.FileOptions;
import dev.penstock.connector.files.FileSelection;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Plans Parquet files: the columns of all of them, and splits of whole row groups. Used once. */
final class ParquetPlanner {
  private final FileStore store;
  private final SourceDefinition definition;
  private final FileOptions options;
  private final PlanRequest request;
  private final BufferAllocator allocator;
  private final Cancellation cancellation;
  private final Map<String, Field> columns = new LinkedHashMap<>();
  private final Map<String, String> columnsFrom = new LinkedHashMap<>();
  private final List<Split> splits = new ArrayList<>();

  ParquetPlanner(
      FileStore store,
      SourceDefinition definition,
      FileOptions options,
      PlanRequest request,
      BufferAllocator allocator,
      Cancellation cancellation) {
    this.store = store;
    this.definition = definition;
    this.options = options;
    this.request = request;
    this.allocator = allocator;
    this.cancellation = cancellation;
  }

  SourcePlan plan() {
    FileSelection selection = FileSelection.find(store, options, request, cancellation);
    List<FileStore.FileEntry> files = selection.files();
    if (files.isEmpty()) {
      return selection.nothingNew(
          request,
          definition.schema().entrySet().stream()
              .map(type -> ColumnTypes.field(type.getKey(), type.getValue()))
              .toList());
    }
    for (int i = 0; i < files.size() && !(request.sample() && rows()); i++) {
      try (OpenFile file = selection.open(files.get(i), cancellation);
          ParquetFile parquet = ParquetFile.open(file, file.stamp(), cancellation)) {
        parquet.columns(allocator).forEach(column -> agree(file, column));
        cut(i, file, parquet.rowGroups());
      }
    }
    List<Field> fields = new ArrayList<>(columns.values());
    fields.add(Field.nullable(Columns.PLACE, ColumnTypes.BIGINT));
    return new SourcePlan(
        new SourcePlan.Stream(new Schema(fields)), splits, selection.state(), List.of());
  }

  private boolean rows() {
    return splits.stream().anyMatch(split -> split.bytes() > 0);
  }

  private void agree(OpenFile file, ParquetColumn column) {
    String name = column.name();
    if (name.equalsIgnoreCase(Columns.PLACE) || name.equalsIgnoreCase(ParquetFile.ROW_NUMBER)) {
      throw new PermanentException(
          new Problem(
              "bad-column",
              file.path(),
              "This file of %s has a column `%s`; that name is kept for Penstock."
                  .formatted(file.connection(), name),
              "Rename the column where the file is written."));
    }
    Field other = columns.putIfAbsent(name, column.field());
    columnsFrom.putIfAbsent(name, file.path());
    if (other != null && !other.equals(column.field())) {
      throw new PermanentException(
          new Problem(
              "columns-differ",
              file.path(),
              "The column `%s` is %s here and %s in %s."
                  .formatted(
                      name,
                      ColumnTypes.word(column.field()),
                      ColumnTypes.word(other),
                      columnsFrom.get(name)),
              "Read files of one form in one stream."));
    }
  }

  private void cut(int index, OpenFile file, List<ParquetFile.RowGroup> groups) {
    int number = 0;
    long from = 0;
    long to = 0;
    long compressed = 0;
    long bytes = 0;
    for (ParquetFile.RowGroup group : groups) {
      to += group.rows();
      compressed += group.compressed();
      bytes += group.bytes();
      if (compressed >= options.splitSize()) {
        add(index, number++, file, from, to, compressed, bytes);
        from = to;
        compressed = 0;
        bytes = 0;
      }
    }
    if (to > from || number == 0) {
      add(index, number, file, from, to, compressed, bytes);
    }
  }

  private void add(
      int index, int number, OpenFile file, long from, long to, long compressed, long bytes) {
    ObjectNode position =
        JsonNodeFactory.instance
            .objectNode()
            .put("row", from)
            .put("to", to)
            .put("row_bytes", bytes / Math.max(1, to - from))
            .put("size", file.stamp().size())
            .put("version", file.stamp().version());
    splits.add(new Split(index + "-" + number, file.path(), position, compressed));
  }
}

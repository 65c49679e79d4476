package dev.penstock.connector.binary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.batch.Columns;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.files.FileOptions;
import dev.penstock.connector.files.FileSelection;
import dev.penstock.connector.files.FileStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The files that one definition names. Planning opens none of them, except for a checksum. */
final class BinarySource implements Source {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("path", ArrowType.Utf8.INSTANCE),
              Field.nullable("size", new ArrowType.Int(64, true)),
              Field.nullable("version", ArrowType.Utf8.INSTANCE),
              Field.nullable("checksum", ArrowType.Utf8.INSTANCE),
              Field.nullable("content", ArrowType.Binary.INSTANCE),
              Field.nullable(Columns.PLACE, new ArrowType.Int(64, true))));

  private final FileStore store;
  private final FileOptions options;
  private final boolean content;
  private final BufferAllocator allocator;

  BinarySource(FileStore store, FileOptions options, boolean content, BufferAllocator allocator) {
    this.store = store;
    this.options = options;
    this.content = content;
    this.allocator = allocator;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    FileSelection selection = FileSelection.find(store, options, request, cancellation);
    List<Split> splits = new ArrayList<>();
    if (options.checksum().isPresent()) {
      selection.files().forEach(file -> selection.open(file, cancellation).close());
    }
    if (!selection.files().isEmpty()) {
      for (FileGroup group : FileGroup.of(selection.files())) {
        splits.add(new Split("g" + splits.size(), options.path(), group.toJson(), group.bytes()));
      }
    }
    List<String> notes = splits.isEmpty() ? List.of("No file is new.") : List.of();
    return new SourcePlan(new SourcePlan.Stream(SCHEMA), splits, selection.state(), notes);
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    cancellation.check();
    FileGroup group = FileGroup.fromJson(split.position());
    int next = after == null ? 0 : after.required("file").intValue();
    return new BinaryReader(store, group, next, content, stream.source(), allocator, cancellation);
  }
}

package dev.penstock.connector.csv;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.Source;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.SplitReader;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.OpenFile;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The files that one definition names. */
final class CsvSource implements Source {
  private final FileStore root;
  private final CsvOptions options;
  private final BufferAllocator allocator;

  CsvSource(FileStore root, CsvOptions options, BufferAllocator allocator) {
    this.root = root;
    this.options = options;
    this.allocator = allocator;
  }

  @Override
  public SourcePlan plan(PlanRequest request, Cancellation cancellation) {
    return new CsvPlanner(root, options, request, cancellation).plan();
  }

  @Override
  public SplitReader read(
      SourcePlan.Stream stream, Split split, @Nullable JsonNode after, Cancellation cancellation) {
    SplitRange range = SplitRange.fromJson(split.position());
    Position start = after == null ? range.from() : Position.fromJson(after);
    OpenFile file = root.open(split.origin(), cancellation); // the reader closes it
    try {
      file.verify(range.stamp());
      TextForm form = TextForm.detect(file, options.files().compression(), options.encoding());
      TextInput input = TextInput.open(file, form, range, start.offset(), cancellation);
      return new CsvSplitReader(input, start, options, stream.source(), allocator, cancellation);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }
}

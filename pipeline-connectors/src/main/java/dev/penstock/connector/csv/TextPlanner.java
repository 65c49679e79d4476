package dev.penstock.connector.csv;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.files.FileOptions;
import dev.penstock.connector.files.FileSelection;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.OpenFile;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** Plans one source: the columns, and where its files are cut. Used once. */
final class TextPlanner {
  private static final int BUFFER = 256 * 1024;

  /** The most splits of one file; a greater one gets greater splits. */
  private static final int MAX_SPLITS = 10_000;

  private final FileStore root;
  private final FileOptions options;
  private final Optional<Charset> encoding;
  private final TextFormat format;
  private final PlanRequest request;
  private final Cancellation cancellation;
  private final byte[] buffer = new byte[BUFFER];
  private final List<Split> splits = new ArrayList<>();

  TextPlanner(
      FileStore root,
      FileOptions options,
      Optional<Charset> encoding,
      TextFormat format,
      PlanRequest request,
      Cancellation cancellation) {
    this.root = root;
    this.options = options;
    this.encoding = encoding;
    this.format = format;
    this.request = request;
    this.cancellation = cancellation;
  }

  SourcePlan plan() {
    FileSelection selection = FileSelection.find(root, options, request, cancellation);
    List<FileStore.FileEntry> files = selection.files();
    if (files.isEmpty()) {
      return selection.nothingNew(request, TextColumn.fields(columns()));
    }
    for (int i = 0; i < files.size() && !sampled(); i++) {
      try (OpenFile file = selection.open(files.get(i), cancellation)) {
        planFile(i, file);
      }
    }
    Schema schema = TextColumn.schema(columns());
    return new SourcePlan(new SourcePlan.Stream(schema), splits, selection.state(), List.of());
  }

  private List<String> columns() {
    return format.columns().orElse(List.of());
  }

  /** Whether only a sample is wanted and there is a file to take it from. */
  private boolean sampled() {
    return request.sample()
        && format.columns().isPresent()
        && splits.stream().anyMatch(split -> split.bytes() > 0);
  }

  private void planFile(int index, OpenFile file) {
    FileStamp stamp = file.stamp();
    TextForm form = TextForm.detect(file, options.compression(), encoding);
    Position start = new Position(form.start(), 1);
    try (TextInput input = input(file, form, start)) {
      start = format.begin(input, start);
    }
    if (form.seekable() && !request.sample()) {
      try (TextInput input = input(file, form, start)) {
        cut(index, input, start);
      }
    } else {
      add(index, 0, file, new SplitRange(start, SplitRange.TO_THE_END, stamp), stamp.size());
    }
  }

  private TextInput input(OpenFile file, TextForm form, Position start) {
    SplitRange all = new SplitRange(start, SplitRange.TO_THE_END, file.stamp());
    return TextInput.open(file, form, all, start.offset(), cancellation);
  }

  private void cut(int index, TextInput input, Position start) {
    OpenFile file = input.file();
    long splitSize = Math.max(options.splitSize(), file.stamp().size() / MAX_SPLITS);
    RecordScanner scanner = format.scanner(start);
    Position from = start;
    int number = 0;
    int count;
    do {
      count = input.fill(buffer, 0, BUFFER);
      for (int at = scanner.scan(buffer, 0, count); at >= 0; at = scanner.scan(buffer, at, count)) {
        if (scanner.offset() - from.offset() >= splitSize) {
          SplitRange range = new SplitRange(from, scanner.offset(), file.stamp());
          add(index, number++, file, range, range.to() - from.offset());
          from = new Position(scanner.offset(), scanner.line());
        }
      }
    } while (count == BUFFER);
    if (scanner.finish() == RecordScanner.End.IN_QUOTES) {
      throw format.unclosed(file, scanner.quoteLine());
    }
    if (number == 0 || scanner.offset() > from.offset()) {
      SplitRange range = new SplitRange(from, scanner.offset(), file.stamp());
      add(index, number, file, range, range.to() - from.offset());
    }
  }

  private void add(int file, int number, OpenFile open, SplitRange range, long bytes) {
    splits.add(new Split(file + "-" + number, open.path(), range.toJson(), bytes));
  }
}

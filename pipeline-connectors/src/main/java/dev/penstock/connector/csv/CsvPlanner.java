package dev.penstock.connector.csv;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.PlanRequest;
import dev.penstock.connector.SourcePlan;
import dev.penstock.connector.Split;
import dev.penstock.connector.files.FileSelection;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PermanentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** Plans one source: the columns, and where its files are cut. Used once. */
final class CsvPlanner {
  private static final int BUFFER = 256 * 1024;

  /** The most splits of one file; a greater one gets greater splits. */
  private static final int MAX_SPLITS = 10_000;

  private final FileStore root;
  private final CsvOptions options;
  private final PlanRequest request;
  private final Cancellation cancellation;
  private final byte[] buffer = new byte[BUFFER];
  private final List<Split> splits = new ArrayList<>();
  private Optional<List<String>> columns;
  private String columnsFrom = "columns";

  CsvPlanner(FileStore root, CsvOptions options, PlanRequest request, Cancellation cancellation) {
    this.root = root;
    this.options = options;
    this.request = request;
    this.cancellation = cancellation;
    this.columns = options.columns();
  }

  SourcePlan plan() {
    FileSelection selection = FileSelection.find(root, options.files(), request, cancellation);
    List<FileStore.FileEntry> files = selection.files();
    if (files.isEmpty()) {
      return selection.nothingNew(request, TextColumn.fields(columns.orElse(List.of())));
    }
    for (int i = 0; i < files.size() && !sampled(); i++) {
      try (OpenFile file = selection.open(files.get(i), cancellation)) {
        planFile(i, file);
      }
    }
    Schema schema = TextColumn.schema(columns.orElse(List.of()));
    return new SourcePlan(new SourcePlan.Stream(schema), splits, selection.state(), List.of());
  }

  /** Whether only a sample is wanted and there is a file to take it from. */
  private boolean sampled() {
    return request.sample()
        && columns.isPresent()
        && splits.stream().anyMatch(split -> split.bytes() > 0);
  }

  private void planFile(int index, OpenFile file) {
    FileStamp stamp = file.stamp();
    TextForm form = TextForm.detect(file, options.files().compression(), options.encoding());
    Position start = new Position(form.start(), 1);
    if (options.header()) {
      Optional<CsvHeader> header;
      try (TextInput input = input(file, form, start)) {
        header = CsvHeader.read(input, start, options);
      }
      header.ifPresent(found -> agree(file, found));
      start = header.map(CsvHeader::end).orElse(start);
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
    long splitSize = Math.max(options.files().splitSize(), file.stamp().size() / MAX_SPLITS);
    RecordScanner scanner =
        new RecordScanner(options.delimiter(), options.quote(), start.offset(), start.line());
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
      throw CsvErrors.unclosedQuote(file, scanner.quoteLine(), options.quote());
    }
    if (number == 0 || scanner.offset() > from.offset()) {
      SplitRange range = new SplitRange(from, scanner.offset(), file.stamp());
      add(index, number, file, range, range.to() - from.offset());
    }
  }

  private void add(int file, int number, OpenFile open, SplitRange range, long bytes) {
    splits.add(new Split(file + "-" + number, open.path(), range.toJson(), bytes));
  }

  /** All files must have the columns of the first; declared columns must be as many. */
  private void agree(OpenFile file, CsvHeader header) {
    if (columns.isEmpty()) {
      columns = Optional.of(header.names(file));
      columnsFrom = file.path();
      return;
    }
    List<String> expected = columns.get();
    if (options.columns().isPresent()) {
      if (header.fields().size() != expected.size()) {
        throw CsvErrors.header(
            file,
            header.line(),
            "The header has %d columns, but columns declares %d."
                .formatted(header.fields().size(), expected.size()),
            "Declare one name for each column, in order.");
      }
      return;
    }
    List<String> found = header.names(file);
    if (!found.equals(expected)) {
      throw different(file, header, expected, found);
    }
  }

  private PermanentException different(
      OpenFile file, CsvHeader header, List<String> expected, List<String> found) {
    return CsvErrors.header(
        file,
        header.line(),
        "The header differs from that of %s: %s was expected, %s found."
            .formatted(columnsFrom, expected, found),
        "Read files of one form in one stream, or declare columns.");
  }
}

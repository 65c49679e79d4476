package dev.penstock.connector.csv;

import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PermanentException;
import java.util.List;
import java.util.Optional;

/** Delimited fields. Remembers the header of the first file, with which all others must agree. */
final class CsvFormat implements TextFormat {
  private final CsvOptions options;
  private Optional<List<String>> columns;
  private String columnsFrom = "columns";

  CsvFormat(CsvOptions options) {
    this.options = options;
    this.columns = options.columns();
  }

  @Override
  public Position begin(TextInput input, Position start) {
    if (!options.header()) {
      return start;
    }
    Optional<CsvHeader> header = CsvHeader.read(input, start, options);
    header.ifPresent(found -> agree(input.file(), found));
    return header.map(CsvHeader::end).orElse(start);
  }

  @Override
  public Optional<List<String>> columns() {
    return columns;
  }

  @Override
  public RecordScanner scanner(Position at) {
    return new RecordScanner(options.delimiter(), options.quote(), at.offset(), at.line());
  }

  @Override
  public Rows rows(int count, RecordRun records, Misfit misfit) {
    return new CsvRows(options, count, records, misfit);
  }

  @Override
  public String misquoted() {
    return "There is text between a closing %1$c and the next delimiter; inside a quoted field %1$c must be doubled."
        .formatted((char) options.quote());
  }

  @Override
  public PermanentException unclosed(OpenFile file, long line) {
    return CsvErrors.unclosedQuote(file, line, options.quote());
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
      throw CsvErrors.header(
          file,
          header.line(),
          "The header differs from that of %s: %s was expected, %s found."
              .formatted(columnsFrom, expected, found),
          "Read files of one form in one stream, or declare columns.");
    }
  }
}

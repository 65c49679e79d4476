package dev.penstock.connector.csv;

import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PermanentException;
import java.util.List;
import java.util.Optional;

/** Fields of fixed width; every line that is not empty is a record. */
final class FixedFormat implements TextFormat {
  private static final int PIECE = 64 * 1024;

  private final FixedOptions options;

  FixedFormat(FixedOptions options) {
    this.options = options;
  }

  @Override
  public Position begin(TextInput input, Position start) {
    if (options.skipLines() == 0) {
      return start;
    }
    byte[] piece = new byte[PIECE];
    long offset = start.offset();
    long lines = 0;
    boolean behindCr = false;
    while (true) {
      int count = input.fill(piece, 0, PIECE);
      for (int i = 0; i < count; i++) {
        byte b = piece[i];
        if (lines == options.skipLines() && !(behindCr && b == '\n')) {
          return new Position(offset + i, start.line() + lines);
        }
        boolean secondHalf = behindCr && b == '\n';
        behindCr = b == '\r';
        lines += (b == '\n' && !secondHalf) || b == '\r' ? 1 : 0;
      }
      offset += count;
      if (count < PIECE) {
        return new Position(offset, start.line() + lines);
      }
    }
  }

  @Override
  public Optional<List<String>> columns() {
    return Optional.of(options.fields().stream().map(FixedOptions.Field::name).toList());
  }

  @Override
  public RecordScanner scanner(Position at) {
    // A line end is found before it could be taken for a quote, so nothing is quoted.
    return new RecordScanner((byte) '\n', (byte) '\n', at.offset(), at.line());
  }

  @Override
  public Rows rows(int columns, RecordRun records, Misfit misfit) {
    return new FixedRows(options, records, misfit);
  }

  @Override
  public String misquoted() {
    throw new IllegalStateException("nothing is quoted");
  }

  @Override
  public PermanentException unclosed(OpenFile file, long line) {
    throw new IllegalStateException("nothing is quoted");
  }
}

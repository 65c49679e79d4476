package dev.penstock.connector.csv;

import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.csv.FixedOptions.Field;
import java.nio.CharBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Cuts lines at character positions and collects the fields. Not thread-safe. */
final class FixedRows implements TextFormat.Rows {
  private final List<Field> fields;
  private final boolean trim;
  private final boolean pad;
  private final int needed;
  private final TextColumn[] columns;
  private final RecordRun records;
  private final TextFormat.Misfit misfit;
  private final long[] places = new long[SourceBatch.TARGET_ROWS];
  private int rows;

  FixedRows(FixedOptions options, RecordRun records, TextFormat.Misfit misfit) {
    this.fields = options.fields();
    this.trim = options.trim();
    this.pad = options.pad();
    this.needed = fields.stream().mapToInt(Field::needed).max().orElse(0);
    this.columns = Stream.generate(TextColumn::new).limit(fields.size()).toArray(TextColumn[]::new);
    this.records = records;
    this.misfit = misfit;
  }

  @Override
  public void clear() {
    rows = 0;
    for (TextColumn column : columns) {
      column.clear();
    }
  }

  @Override
  public void add(CharBuffer text, int from, int to) {
    char[] chars = text.array();
    int at = text.arrayOffset() + text.position();
    int end = at + text.remaining();
    int record = from;
    while (at < end) {
      int start = at;
      while (at < end && chars[at] != '\n' && chars[at] != '\r') {
        at++;
      }
      if (at > start) {
        line(record++, chars, start, at);
      }
      at++; // CR and LF are two line ends with an empty line between them, which is no record
    }
    if (record != to) {
      throw new IllegalStateException(
          "scanner and lines differ: %d records expected, %d found"
              .formatted(to - from, record - from));
    }
  }

  @Override
  public void copyTo(VectorSchemaRoot root) {
    for (int i = 0; i < columns.length; i++) {
      columns[i].copyTo((VarCharVector) root.getVector(i), rows);
    }
    BigIntVector place = (BigIntVector) root.getVector(columns.length);
    place.allocateNew(rows);
    for (int row = 0; row < rows; row++) {
      place.set(row, places[row]);
    }
    root.setRowCount(rows);
  }

  private void line(int record, char[] chars, int start, int end) {
    int units = end - start;
    int length = Character.codePointCount(chars, start, units);
    if (length < needed && !pad) {
      misfit.found(
          record,
          "line length",
          "%d characters were expected, at least, but the line has %d.".formatted(needed, length));
      return;
    }
    for (int i = 0; i < columns.length; i++) {
      int from = start + index(chars, start, units, length, fields.get(i).from());
      int to = start + index(chars, start, units, length, fields.get(i).to());
      if (trim) {
        while (from < to && chars[from] == ' ') {
          from++;
        }
        while (from < to && chars[to - 1] == ' ') {
          to--;
        }
      }
      columns[i].append(rows, chars, from, to - from);
    }
    places[rows++] = records.line(record);
  }

  /** The index of a character; the two differ only where a line has surrogate pairs. */
  private static int index(char[] chars, int start, int units, int length, int character) {
    if (character >= length) {
      return units;
    }
    return units == length
        ? character
        : Character.offsetByCodePoints(chars, start, units, start, character) - start;
  }
}

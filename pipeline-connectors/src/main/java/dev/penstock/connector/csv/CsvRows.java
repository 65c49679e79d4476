package dev.penstock.connector.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.RecordType;
import dev.penstock.connector.SourceBatch;
import java.io.CharArrayReader;
import java.nio.CharBuffer;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Takes decoded records apart and collects their fields as the rows of a batch. FastCSV hands each
 * field over as a piece of its own buffer, so that no string is made. Not thread-safe.
 */
final class CsvRows extends AbstractBaseCsvCallbackHandler<Void> implements TextFormat.Rows {
  private final CsvReader.CsvReaderBuilder parser;
  private final TextColumn[] columns;
  private final RecordRun records;
  private final long[] places;
  private final TextFormat.Misfit misfit;
  private int rows;
  private int record;

  CsvRows(CsvOptions options, int columns, RecordRun records, TextFormat.Misfit misfit) {
    this.parser =
        CsvReader.builder()
            .fieldSeparator((char) options.delimiter())
            .quoteCharacter((char) options.quote());
    this.columns =
        IntStream.range(0, columns).mapToObj(i -> new TextColumn()).toArray(TextColumn[]::new);
    this.records = records;
    this.places = new long[SourceBatch.TARGET_ROWS];
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
    record = from;
    var reader =
        new CharArrayReader(text.array(), text.arrayOffset() + text.position(), text.remaining());
    // No record is ever built, so the first step of the iterator parses all.
    if (parser.build(this, reader).iterator().hasNext() || record != to) {
      throw new IllegalStateException(
          "scanner and parser differ: %d records expected, %d found"
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

  @Override
  protected void handleField(int field, char[] chars, int from, int count, boolean quoted) {
    if (field < columns.length) {
      columns[field].append(rows, chars, from, count);
    }
  }

  @Override
  protected @Nullable Void buildRecord() {
    if (getRecordType() == RecordType.EMPTY) {
      return null;
    }
    if (getFieldCount() == columns.length) {
      places[rows++] = records.line(record);
    } else {
      for (TextColumn column : columns) {
        column.drop(rows);
      }
      misfit.found(
          record,
          "field count",
          "%d fields were expected, %d found.".formatted(columns.length, getFieldCount()));
    }
    record++;
    return null;
  }
}

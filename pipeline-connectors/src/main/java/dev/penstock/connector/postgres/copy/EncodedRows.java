package dev.penstock.connector.postgres.copy;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a batch in COPY's form, of which any range can be sent as often as needed. Rows that
 * cannot be written are left out and listed. Not thread-safe; valid as long as its buffer.
 */
public final class EncodedRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

  private final CopyBuffer buffer;
  private final int[] starts;
  private final int[] batchRows;
  private final int count;
  private final List<Refused> refused;

  /**
   * A row that was left out.
   *
   * @param row its number in the batch, from 0
   * @param column index of the column that cannot be written
   */
  public record Refused(int row, int column, String rule, String message) {}

  private EncodedRows(
      CopyBuffer buffer, int[] starts, int[] batchRows, int count, List<Refused> refused) {
    this.buffer = buffer;
    this.starts = starts;
    this.batchRows = batchRows;
    this.count = count;
    this.refused = refused;
  }

  /** Encodes rows 0 to {@code rows - 1} into the buffer, which it empties first. */
  public static EncodedRows encode(List<FieldEncoder> columns, int rows, CopyBuffer buffer) {
    FieldEncoder[] fields = columns.toArray(FieldEncoder[]::new);
    int[] starts = new int[rows + 1];
    int[] batchRows = new int[rows];
    List<Refused> refused = new ArrayList<>();
    int count = 0;
    buffer.truncate(0);
    for (int row = 0; row < rows; row++) {
      starts[count] = buffer.size();
      int column = 0;
      try {
        buffer.putShort(fields.length);
        for (; column < fields.length; column++) {
          fields[column].encode(row, buffer);
        }
        batchRows[count++] = row;
      } catch (RefusedValue e) {
        buffer.truncate(starts[count]);
        refused.add(new Refused(row, column, e.rule(), e.text()));
      }
    }
    starts[count] = buffer.size();
    return new EncodedRows(buffer, starts, batchRows, count, List.copyOf(refused));
  }

  /** What stands in front of the rows of every COPY. */
  public static byte[] header() {
    return SIGNATURE.clone();
  }

  /** What stands behind the rows of every COPY. */
  public static byte[] trailer() {
    return TRAILER.clone();
  }

  /** How many rows were encoded. */
  public int count() {
    return count;
  }

  /** The number in the batch of an encoded row. */
  public int batchRow(int index) {
    return batchRows[index];
  }

  /** Where an encoded row starts in {@link #bytes()}; for {@link #count()} the end of the last. */
  public int start(int index) {
    return starts[index];
  }

  public byte[] bytes() {
    return buffer.array();
  }

  public List<Refused> refused() {
    return refused;
  }
}

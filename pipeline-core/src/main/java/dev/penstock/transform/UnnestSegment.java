package dev.penstock.transform;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.BaseListVector;

/** Makes a record of each element of a list. Counts what became of each list, not the sum alone. */
final class UnnestSegment implements Segment {
  private final QuerySegment query;
  private final String list;
  private final boolean keepEmpty;

  /**
   * @param query gives a row for each element
   * @param list a column with such a list
   * @param keepEmpty whether the query gives a row for an empty list, too
   */
  UnnestSegment(QuerySegment query, String list, boolean keepEmpty) {
    this.query = query;
    this.list = list;
    this.keepEmpty = keepEmpty;
  }

  @Override
  public VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline) {
    long empty = keepEmpty ? 0 : empty((BaseListVector) input.getVector(list));
    VectorSchemaRoot rows = query.run(input, book, deadline);
    // The query noted the difference; lists that vanished hide some of the records that came.
    long noted = Math.max(0, input.getRowCount() - rows.getRowCount());
    book.filtered(empty - noted);
    book.expanded(empty - noted);
    return rows;
  }

  private static long empty(BaseListVector lists) {
    long empty = 0;
    for (int row = 0; row < lists.getValueCount(); row++) {
      if (lists.isNull(row) || lists.getElementEndIndex(row) == lists.getElementStartIndex(row)) {
        empty++;
      }
    }
    return empty;
  }
}

package dev.penstock.connector.postgres.copy;

import org.apache.arrow.vector.complex.BaseListVector;

/**
 * Lists as arrays of one dimension: the number of dimensions, whether there are NULLs, the type of
 * the elements, the length, the lower bound, and the elements as fields. An empty array has no
 * dimension.
 */
final class ArrayFields {
  private static final int LOWER_BOUND = 1;

  private ArrayFields() {}

  /**
   * @param element writes an element of the list's data
   * @param elementOid the type that PostgreSQL expects of them
   */
  static FieldEncoder of(BaseListVector list, FieldEncoder element, int elementOid) {
    return (row, out) -> {
      if (list.isNull(row)) {
        out.putNull();
        return;
      }
      int start = list.getElementStartIndex(row);
      int end = list.getElementEndIndex(row);
      int length = out.size();
      out.putInt(0);
      out.putInt(start == end ? 0 : 1);
      out.putInt(0);
      out.putInt(elementOid);
      if (start < end) {
        out.putInt(end - start);
        out.putInt(LOWER_BOUND);
        for (int i = start; i < end; i++) {
          element.encode(i, out);
        }
      }
      out.setInt(length, out.size() - length - 4);
    };
  }
}

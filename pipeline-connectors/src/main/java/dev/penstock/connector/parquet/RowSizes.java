package dev.penstock.connector.parquet;

import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/** How many bytes single values take, whatever vector they are in. */
final class RowSizes {
  private RowSizes() {}

  static long of(FieldVector vector, int row) {
    return switch (vector) {
      case BaseFixedWidthVector fixed -> Math.max(1, fixed.getTypeWidth());
      case BaseVariableWidthVector bytes ->
          Integer.BYTES + (bytes.isNull(row) ? 0L : bytes.getValueLength(row));
      case ListVector list -> {
        long size = Integer.BYTES;
        if (!list.isNull(row)) {
          for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
            size += of(list.getDataVector(), i);
          }
        }
        yield size;
      }
      case StructVector struct -> {
        long size = 1;
        for (FieldVector child : struct.getChildrenFromFields()) {
          size += of(child, row);
        }
        yield size;
      }
      default -> Long.BYTES;
    };
  }
}

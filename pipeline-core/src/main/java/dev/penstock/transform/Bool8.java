package dev.penstock.transform;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Where DuckDB's Arrow keeps extension types apart, its booleans are bytes ({@code arrow.bool8});
 * they travel as Arrow's plain ones.
 */
final class Bool8 {
  private static final String NAME = "arrow.bool8";

  private Bool8() {}

  /** The rows with plain booleans; takes the memory of the rows that it gets. */
  static VectorSchemaRoot undo(VectorSchemaRoot rows, BufferAllocator allocator) {
    if (rows.getFieldVectors().stream().noneMatch(v -> isBool8(v) || isListOfBool8(v))) {
      return rows;
    }
    List<FieldVector> plain = new ArrayList<>();
    for (FieldVector vector : rows.getFieldVectors()) {
      FieldVector bits = vector;
      if (isBool8(vector)) {
        bits = bits(vector.getName(), (TinyIntVector) vector, allocator);
      } else if (isListOfBool8(vector)) {
        bits = list((ListVector) vector, allocator);
      }
      if (bits != vector) {
        vector.close();
      }
      plain.add(bits);
    }
    VectorSchemaRoot root = new VectorSchemaRoot(plain);
    root.setRowCount(rows.getRowCount());
    return root;
  }

  private static boolean isBool8(ValueVector vector) {
    return NAME.equals(
        vector.getField().getMetadata().get(ArrowType.ExtensionType.EXTENSION_METADATA_KEY_NAME));
  }

  private static boolean isListOfBool8(ValueVector vector) {
    return vector instanceof ListVector list && isBool8(list.getDataVector());
  }

  private static BitVector bits(String name, TinyIntVector from, BufferAllocator allocator) {
    int count = from.getValueCount();
    BitVector to = new BitVector(name, allocator);
    to.allocateNew(count);
    for (int i = 0; i < count; i++) {
      if (!from.isNull(i)) {
        to.set(i, from.get(i));
      }
    }
    to.setValueCount(count);
    return to;
  }

  private static ListVector list(ListVector from, BufferAllocator allocator) {
    Field element = Field.nullable(from.getDataVector().getName(), ArrowType.Bool.INSTANCE);
    Field field =
        new Field(from.getName(), FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
    ListVector to = (ListVector) field.createVector(allocator);
    to.loadFieldBuffers(
        new ArrowFieldNode(from.getValueCount(), from.getNullCount()),
        List.of(from.getValidityBuffer(), from.getOffsetBuffer()));
    try (BitVector bits =
        bits(element.getName(), (TinyIntVector) from.getDataVector(), allocator)) {
      bits.makeTransferPair(to.getDataVector()).transfer();
    }
    return to;
  }
}

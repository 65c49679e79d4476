package dev.penstock.connector;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/** Arrow batches from plain Java values, for tests. */
public final class Vectors {
  public static final ArrowType BOOL = ArrowType.Bool.INSTANCE;
  public static final ArrowType TINYINT = new ArrowType.Int(8, true);
  public static final ArrowType SMALLINT = new ArrowType.Int(16, true);
  public static final ArrowType INT = new ArrowType.Int(32, true);
  public static final ArrowType BIGINT = new ArrowType.Int(64, true);
  public static final ArrowType REAL = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
  public static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
  public static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  public static final ArrowType LARGE_TEXT = ArrowType.LargeUtf8.INSTANCE;
  public static final ArrowType BINARY = ArrowType.Binary.INSTANCE;
  public static final ArrowType DATE = new ArrowType.Date(DateUnit.DAY);
  public static final ArrowType TIMESTAMP = new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
  public static final ArrowType INSTANT = new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");

  public static final ArrowType TIME = new ArrowType.Time(TimeUnit.MICROSECOND, 64);

  private Vectors() {}

  public static ArrowType decimal(int precision, int scale) {
    return new ArrowType.Decimal(precision, scale, 128);
  }

  public static Field field(String name, ArrowType type) {
    return Field.nullable(name, type);
  }

  public static Schema schema(Field... fields) {
    return new Schema(List.of(fields));
  }

  /** A column of lists. */
  public static Field list(String name, Field element) {
    return new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(element));
  }

  /** A column of structs. */
  public static Field struct(String name, Field... fields) {
    return new Field(name, FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(fields));
  }

  /** A column of maps. */
  public static Field map(String name, ArrowType key, Field value) {
    Field entries =
        new Field(
            "entries",
            FieldType.notNullable(ArrowType.Struct.INSTANCE),
            List.of(Field.notNullable("key", key), value));
    return new Field(name, FieldType.nullable(new ArrowType.Map(false)), List.of(entries));
  }

  /** A batch with these rows; the caller closes it. */
  public static VectorSchemaRoot rows(
      BufferAllocator allocator,
      Schema schema,
      List<? extends List<? extends @Nullable Object>> rows) {
    VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
    root.allocateNew();
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < schema.getFields().size(); column++) {
        set(root.getVector(column), row, rows.get(row).get(column));
      }
    }
    root.setRowCount(rows.size());
    return root;
  }

  private static void set(FieldVector vector, int row, @Nullable Object value) {
    if (value == null) {
      vector.setNull(row);
      return;
    }
    switch (vector) {
      case BitVector v -> v.setSafe(row, (Boolean) value ? 1 : 0);
      case TinyIntVector v -> v.setSafe(row, ((Number) value).intValue());
      case SmallIntVector v -> v.setSafe(row, ((Number) value).intValue());
      case IntVector v -> v.setSafe(row, ((Number) value).intValue());
      case BigIntVector v -> v.setSafe(row, ((Number) value).longValue());
      case Float4Vector v -> v.setSafe(row, ((Number) value).floatValue());
      case Float8Vector v -> v.setSafe(row, ((Number) value).doubleValue());
      case DecimalVector v -> v.setSafe(row, (BigDecimal) value);
      case VarCharVector v when value instanceof byte[] bytes -> v.setSafe(row, bytes);
      case VarCharVector v -> v.setSafe(row, new Text((String) value));
      case LargeVarCharVector v -> v.setSafe(row, new Text((String) value));
      case VarBinaryVector v -> v.setSafe(row, (byte[]) value);
      case DateDayVector v ->
          v.setSafe(row, value instanceof LocalDate d ? (int) d.toEpochDay() : (Integer) value);
      case TimeStampVector v -> v.setSafe(row, micros(value));
      case TimeMicroVector v ->
          v.setSafe(row, value instanceof LocalTime t ? t.toNanoOfDay() / 1_000 : (Long) value);
      case FixedSizeBinaryVector v ->
          v.setSafe(row, value instanceof UUID u ? bytes(u) : (byte[]) value);
      case MapVector v -> elements(v, row, pairs((Map<?, ?>) value));
      case ListVector v -> elements(v, row, (List<?>) value);
      case StructVector v -> {
        v.setIndexDefined(row);
        for (FieldVector child : v.getChildrenFromFields()) {
          set(child, row, ((Map<?, ?>) value).get(child.getName()));
        }
      }
      default -> throw new IllegalArgumentException(vector.getField().toString());
    }
  }

  private static void elements(ListVector vector, int row, List<?> values) {
    int start = vector.startNewValue(row);
    for (int i = 0; i < values.size(); i++) {
      set(vector.getDataVector(), start + i, values.get(i));
    }
    vector.endValue(row, values.size());
  }

  /** The entries of a map as structs. */
  private static List<Map<String, @Nullable Object>> pairs(Map<?, ?> map) {
    List<Map<String, @Nullable Object>> pairs = new ArrayList<>();
    map.forEach(
        (key, value) -> {
          Map<String, @Nullable Object> pair = new HashMap<>();
          pair.put("key", key);
          pair.put("value", value);
          pairs.add(pair);
        });
    return pairs;
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static long micros(Object value) {
    return switch (value) {
      case LocalDateTime t -> ChronoUnit.MICROS.between(Instant.EPOCH, t.toInstant(ZoneOffset.UTC));
      case Instant i -> ChronoUnit.MICROS.between(Instant.EPOCH, i);
      default -> (Long) value;
    };
  }
}

package dev.penstock.transform;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.batch.JsonValues;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/** Values of Arrow columns as {@link dev.penstock.step.StepRecord} promises them. */
final class StepValues {
  private static final long NANOS_A_MICRO = 1_000;

  private StepValues() {}

  /** A copy of a value, null for NULL. */
  static @Nullable Object of(FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (vector) {
      case BitVector v -> v.get(row) == 1;
      case TinyIntVector v -> (int) v.get(row);
      case SmallIntVector v -> (int) v.get(row);
      case IntVector v -> v.get(row);
      case BigIntVector v -> v.get(row);
      case Float4Vector v -> (double) v.get(row);
      case Float8Vector v -> v.get(row);
      case DecimalVector v -> v.getObject(row);
      case VarCharVector v -> v.getObject(row).toString();
      case VarBinaryVector v -> v.get(row);
      case DateDayVector v -> LocalDate.ofEpochDay(v.get(row));
      case TimeMicroVector v -> LocalTime.ofNanoOfDay(v.get(row) * NANOS_A_MICRO);
      case TimeStampMicroVector v -> LocalDateTime.ofInstant(instant(v.get(row)), ZoneOffset.UTC);
      case TimeStampMicroTZVector v -> instant(v.get(row));
      case FixedSizeBinaryVector v when ExtensionTypes.isUuid(v.getField()) -> uuid(v.get(row));
      case ListVector v -> list(v, row);
      default -> JsonValues.value(vector, row);
    };
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  private static List<@Nullable Object> list(ListVector vector, int row) {
    List<@Nullable Object> list = new ArrayList<>();
    int end = vector.getElementEndIndex(row);
    for (int i = vector.getElementStartIndex(row); i < end; i++) {
      list.add(of(vector.getDataVector(), i));
    }
    return list;
  }
}

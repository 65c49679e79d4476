package dev.penstock.column;

import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_TIME;

import dev.penstock.batch.ExtensionTypes;
import dev.penstock.batch.JsonValues;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Values of Arrow columns as text: what {@link ColumnBuilder} reads back as the same value. */
public final class Values {
  private Values() {}

  /**
   * A value as text: numbers in digits, days and times in ISO 8601, lists, structs and maps as
   * JSON.
   *
   * @param row not NULL
   */
  public static String text(FieldVector vector, int row) {
    return switch (vector) {
      case BitVector v -> v.get(row) == 1 ? "true" : "false";
      case DecimalVector v -> v.getObject(row).toPlainString();
      case DateDayVector v -> LocalDate.ofEpochDay(v.get(row)).toString();
      case TimeMicroVector v -> time(v.get(row));
      case TimeStampVector v -> timestamp(v.get(row), (ArrowType.Timestamp) v.getField().getType());
      case FixedSizeBinaryVector v when ExtensionTypes.isUuid(v.getField()) -> uuid(v.get(row));
      case ListVector v -> JsonValues.value(v, row);
      case StructVector v -> JsonValues.value(v, row);
      default ->
          vector.getObject(row) instanceof byte[] bytes
              ? "\\x" + HexFormat.of().formatHex(bytes)
              : String.valueOf(vector.getObject(row));
    };
  }

  private static String time(long micros) {
    return LocalTime.ofNanoOfDay(Math.floorMod(micros, TimeText.DAY) * 1_000)
        .format(ISO_LOCAL_TIME);
  }

  private static String timestamp(long value, ArrowType.Timestamp type) {
    try {
      Instant instant = Instant.EPOCH.plus(value, unit(type.getUnit()));
      return type.getTimezone() == null
          ? instant.atOffset(ZoneOffset.UTC).toLocalDateTime().format(ISO_LOCAL_DATE_TIME)
          : instant.toString();
    } catch (DateTimeException | ArithmeticException e) {
      return Long.toString(value);
    }
  }

  private static ChronoUnit unit(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> ChronoUnit.SECONDS;
      case MILLISECOND -> ChronoUnit.MILLIS;
      case MICROSECOND -> ChronoUnit.MICROS;
      case NANOSECOND -> ChronoUnit.NANOS;
    };
  }

  private static String uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong()).toString();
  }
}

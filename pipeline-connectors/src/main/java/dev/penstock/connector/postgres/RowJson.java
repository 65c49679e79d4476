package dev.penstock.connector.postgres;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** A row of a batch as a JSON object of its columns, for a reject's original. */
final class RowJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RowJson() {}

  static String of(VectorSchemaRoot rows, int row) {
    ObjectNode object = JSON.createObjectNode();
    for (FieldVector vector : rows.getFieldVectors()) {
      if (!vector.getName().equals(Columns.PLACE)) {
        put(object, vector.getName(), vector.isNull(row) ? null : value(vector, row));
      }
    }
    return object.toString();
  }

  private static @Nullable Object value(FieldVector vector, int row) {
    return switch (vector) {
      case DateDayVector days -> LocalDate.ofEpochDay(days.get(row)).toString();
      case TimeStampVector time ->
          instant(time.get(row), (ArrowType.Timestamp) time.getField().getType());
      default -> vector.getObject(row);
    };
  }

  private static String instant(long value, ArrowType.Timestamp type) {
    try {
      Instant instant = Instant.EPOCH.plus(value, unit(type.getUnit()));
      return type.getTimezone() == null
          ? instant.atOffset(ZoneOffset.UTC).toLocalDateTime().toString()
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

  private static void put(ObjectNode object, String name, @Nullable Object value) {
    switch (value) {
      case null -> object.putNull(name);
      case Boolean b -> object.put(name, b);
      case Long n -> object.put(name, n);
      case Number n when n instanceof Integer || n instanceof Short || n instanceof Byte ->
          object.put(name, n.intValue());
      case Float f when Float.isFinite(f) -> object.put(name, f);
      case Double d when Double.isFinite(d) -> object.put(name, d);
      case BigDecimal d -> object.put(name, d);
      case byte[] bytes -> object.put(name, "\\x" + HexFormat.of().formatHex(bytes));
      default -> object.put(name, value.toString());
    }
  }
}

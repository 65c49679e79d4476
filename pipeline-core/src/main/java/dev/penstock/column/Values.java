package dev.penstock.column;

import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_TIME;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.penstock.batch.Columns;
import dev.penstock.batch.ExtensionTypes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Values of Arrow columns as text: what {@link ColumnBuilder} reads back as the same value. */
public final class Values {
  private static final JsonFactory JSON = new JsonFactory();

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
      case ListVector v -> json(v, row);
      case StructVector v -> json(v, row);
      default ->
          vector.getObject(row) instanceof byte[] bytes
              ? "\\x" + HexFormat.of().formatHex(bytes)
              : String.valueOf(vector.getObject(row));
    };
  }

  /** A value as JSON, {@code null} for NULL. */
  public static String json(FieldVector vector, int row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, vector, row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A row as a JSON object of its columns but the place, for a reject's original. */
  public static String row(VectorSchemaRoot rows, int row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (FieldVector vector : rows.getFieldVectors()) {
        if (!vector.getName().equals(Columns.PLACE)) {
          json.writeFieldName(vector.getName());
          write(json, vector, row);
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, FieldVector vector, int row) throws IOException {
    if (vector.isNull(row)) {
      json.writeNull();
      return;
    }
    switch (vector) {
      case BitVector v -> json.writeBoolean(v.get(row) == 1);
      case MapVector v -> writeMap(json, v, row);
      case ListVector v -> {
        json.writeStartArray();
        for (int i = v.getElementStartIndex(row); i < v.getElementEndIndex(row); i++) {
          write(json, v.getDataVector(), i);
        }
        json.writeEndArray();
      }
      case StructVector v -> {
        json.writeStartObject();
        for (FieldVector child : v.getChildrenFromFields()) {
          json.writeFieldName(child.getName());
          write(json, child, row);
        }
        json.writeEndObject();
      }
      default -> writeScalar(json, vector, row);
    }
  }

  private static void writeMap(JsonGenerator json, MapVector map, int row) throws IOException {
    StructVector entries = (StructVector) map.getDataVector();
    FieldVector keys = entries.getChildrenFromFields().getFirst();
    FieldVector values = entries.getChildrenFromFields().getLast();
    json.writeStartObject();
    for (int i = map.getElementStartIndex(row); i < map.getElementEndIndex(row); i++) {
      json.writeFieldName(text(keys, i));
      write(json, values, i);
    }
    json.writeEndObject();
  }

  private static void writeScalar(JsonGenerator json, FieldVector vector, int row)
      throws IOException {
    String text = text(vector, row);
    boolean number =
        switch (vector.getField().getType()) {
          case ArrowType.Int type -> true;
          case ArrowType.Decimal type -> true;
          case ArrowType.FloatingPoint type ->
              vector.getObject(row) instanceof Number n && Double.isFinite(n.doubleValue());
          default -> false;
        };
    if (number || ExtensionTypes.isJson(vector.getField())) {
      json.writeRawValue(text);
    } else {
      json.writeString(text);
    }
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

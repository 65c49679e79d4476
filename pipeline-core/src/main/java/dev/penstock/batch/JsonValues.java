package dev.penstock.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Arrow values as JSON, the same text for the same value: numbers and booleans as they are, dates
 * and times in their ISO forms, UUIDs as text, bytes in Base64, JSON documents as a part of the
 * whole, lists as arrays, structs and maps as objects. What JSON has no number for (NaN and the
 * infinities) is text.
 */
public final class JsonValues {
  private static final JsonFactory JSON = new JsonFactory();
  private static final long MICROS_OF_A_DAY = 86_400_000_000L;

  private JsonValues() {}

  /** A record as a JSON object of its columns, without its place. */
  public static String record(VectorSchemaRoot rows, int row) {
    return record(rows, row, Set.of());
  }

  /** The same, without these columns. */
  public static String record(VectorSchemaRoot rows, int row, Set<String> without) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (FieldVector column : rows.getFieldVectors()) {
        if (!column.getName().equals(Columns.PLACE) && !without.contains(column.getName())) {
          json.writeFieldName(column.getName());
          write(json, column, row);
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** One value. */
  public static String value(ValueVector vector, int row) {
    StringWriter text = new StringWriter(64);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, vector, row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, ValueVector vector, int row) throws IOException {
    if (vector.isNull(row)) {
      json.writeNull();
      return;
    }
    switch (vector) {
      case MapVector map -> map(json, map, row);
      case BaseListVector list -> list(json, list, row);
      case StructVector struct -> struct(json, struct, row);
      case DateDayVector days -> json.writeString(LocalDate.ofEpochDay(days.get(row)).toString());
      case TimeMicroVector time -> json.writeString(time(time.get(row)));
      case TimeStampVector time ->
          json.writeString(
              timestamp(time.get(row), (ArrowType.Timestamp) time.getField().getType()));
      case FixedSizeBinaryVector bytes when ExtensionTypes.isUuid(bytes.getField()) ->
          json.writeString(uuid(bytes.get(row)));
      default -> scalar(json, vector, row);
    }
  }

  private static void scalar(JsonGenerator json, ValueVector vector, int row) throws IOException {
    switch (vector.getObject(row)) {
      case null -> json.writeNull();
      case Boolean value -> json.writeBoolean(value);
      case Long value -> json.writeNumber(value);
      case Integer value -> json.writeNumber(value);
      case Short value -> json.writeNumber(value);
      case Byte value -> json.writeNumber(value);
      case Double value when Double.isFinite(value) -> json.writeNumber(value);
      case Float value when Float.isFinite(value) -> json.writeNumber(value);
      case BigDecimal value -> json.writeNumber(value.toPlainString());
      case byte[] value -> json.writeBinary(value);
      case Object value when ExtensionTypes.isJson(vector.getField()) ->
          document(json, value.toString());
      case Object value -> json.writeString(value.toString());
    }
  }

  private static void map(JsonGenerator json, MapVector map, int row) throws IOException {
    StructVector entries = (StructVector) map.getDataVector();
    ValueVector keys = entries.getChildByOrdinal(0);
    ValueVector values = entries.getChildByOrdinal(1);
    json.writeStartObject();
    for (int i = map.getElementStartIndex(row); i < map.getElementEndIndex(row); i++) {
      String key = value(keys, i);
      boolean text = key.startsWith("\"");
      json.writeFieldName(text ? plain(key) : key);
      write(json, values, i);
    }
    json.writeEndObject();
  }

  private static void list(JsonGenerator json, BaseListVector list, int row) throws IOException {
    ValueVector elements = list.getChildrenFromFields().getFirst();
    json.writeStartArray();
    for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
      write(json, elements, i);
    }
    json.writeEndArray();
  }

  private static void struct(JsonGenerator json, StructVector struct, int row) throws IOException {
    json.writeStartObject();
    for (FieldVector child : struct.getChildrenFromFields()) {
      json.writeFieldName(child.getName());
      write(json, child, row);
    }
    json.writeEndObject();
  }

  /** A document that is not valid must not change the structure around it. */
  private static void document(JsonGenerator json, String text) throws IOException {
    if (valid(text)) {
      json.writeRawValue(text);
    } else {
      json.writeString(text);
    }
  }

  private static boolean valid(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static String plain(String quoted) throws IOException {
    try (JsonParser parser = JSON.createParser(quoted)) {
      parser.nextToken();
      return parser.getText();
    }
  }

  private static String uuid(byte[] bytes) {
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new UUID(halves.getLong(), halves.getLong()).toString();
  }

  private static String time(long micros) {
    return micros == MICROS_OF_A_DAY
        ? "24:00:00"
        : DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(micros * 1_000));
  }

  private static String timestamp(long value, ArrowType.Timestamp type) {
    try {
      Instant instant = Instant.EPOCH.plus(value, unit(type.getUnit()));
      return type.getTimezone() == null
          ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC))
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
}

package dev.penstock.transform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.penstock.batch.Columns;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A record as a JSON object of its columns, without its place. */
public final class Original {
  private static final JsonFactory JSON = new JsonFactory();

  private Original() {}

  public static String json(VectorSchemaRoot rows, int row) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (FieldVector column : rows.getFieldVectors()) {
        if (!column.getName().equals(Columns.PLACE)) {
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

  private static void write(JsonGenerator json, FieldVector column, int row) throws IOException {
    if (column instanceof TimeStampMicroTZVector times && !times.isNull(row)) {
      json.writeString(Instant.EPOCH.plus(times.get(row), ChronoUnit.MICROS).toString());
      return;
    }
    if (column instanceof DateDayVector days && !days.isNull(row)) {
      json.writeString(LocalDate.ofEpochDay(days.get(row)).toString());
      return;
    }
    switch (column.getObject(row)) {
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
      case Object value -> json.writeString(value.toString());
    }
  }
}

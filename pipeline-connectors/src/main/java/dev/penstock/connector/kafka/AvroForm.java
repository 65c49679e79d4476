package dev.penstock.connector.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.SourceBatch;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/** Values that are Avro records in the binary encoding, by a schema that the author gave. */
record AvroForm(Schema schema) implements RecordForm {
  private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  static {
    // A damaged length must not make the decoder reserve gigabytes; it is read once per process.
    String limit = Integer.toString(SourceBatch.MAX_RECORD_BYTES);
    for (String what : List.of("bytes", "string", "collectionItems")) {
      String property = "org.apache.avro.limits." + what + ".maxLength";
      if (System.getProperty(property) == null) {
        System.setProperty(property, limit);
      }
    }
  }

  @Override
  public List<Field> columns() {
    return AvroColumns.of(schema);
  }

  @Override
  public boolean learned() {
    return false;
  }

  @Override
  public ObjectNode value(byte[] value) throws Malformed {
    try {
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(value, null);
      // Raw values; what a logical type means is said below.
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(schema, schema, new GenericData())
              .read(null, decoder);
      if (decoder.isEnd()) {
        return object(record);
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Told below; the library's words may hold the value.
    }
    throw new Malformed("value is Avro", "The value is no record of the declared Avro schema.");
  }

  private static ObjectNode object(GenericRecord record) {
    ObjectNode object = NODES.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      object.set(field.name(), node(field.schema(), record.get(field.pos())));
    }
    return object;
  }

  private static JsonNode node(Schema declared, @Nullable Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    Schema schema =
        declared.getType() == Schema.Type.UNION
            ? declared.getTypes().get(GenericData.get().resolveUnion(declared, value))
            : declared;
    return switch (schema.getType()) {
      case NULL -> NODES.nullNode();
      case BOOLEAN -> NODES.booleanNode((Boolean) value);
      case INT, LONG -> whole(schema, ((Number) value).longValue());
      case FLOAT -> NODES.numberNode((Float) value);
      case DOUBLE -> NODES.numberNode((Double) value);
      case STRING, ENUM -> NODES.textNode(value.toString());
      case BYTES -> bytes(schema, ((ByteBuffer) value));
      case FIXED -> bytes(schema, ByteBuffer.wrap(((GenericFixed) value).bytes()));
      case RECORD -> object((GenericRecord) value);
      case ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        ((List<?>) value).forEach(item -> array.add(node(schema.getElementType(), item)));
        yield array;
      }
      case MAP -> {
        ObjectNode object = NODES.objectNode();
        ((Map<?, ?>) value)
            .forEach((key, item) -> object.set(key.toString(), node(schema.getValueType(), item)));
        yield object;
      }
      case UNION -> throw new IllegalStateException("a union in a union");
    };
  }

  private static JsonNode whole(Schema schema, long value) {
    return switch (schema.getLogicalType()) {
      case LogicalTypes.Date _ -> NODES.textNode(LocalDate.ofEpochDay(value).toString());
      case LogicalTypes.TimeMillis _ -> time(value * 1_000_000);
      case LogicalTypes.TimeMicros _ -> time(Math.multiplyExact(value, 1_000L));
      case LogicalTypes.TimestampMillis _ -> NODES.textNode(instant(value, 1_000).toString());
      case LogicalTypes.TimestampMicros _ -> NODES.textNode(instant(value, 1).toString());
      case LogicalTypes.TimestampNanos _ -> NODES.textNode(instant(nanos(value), 1).toString());
      case LogicalTypes.LocalTimestampMillis _ -> local(instant(value, 1_000));
      case LogicalTypes.LocalTimestampMicros _ -> local(instant(value, 1));
      case LogicalTypes.LocalTimestampNanos _ -> local(instant(nanos(value), 1));
      case null, default -> NODES.numberNode(value);
    };
  }

  /** Columns hold microseconds. */
  private static long nanos(long value) {
    return Math.floorDiv(value, 1_000L);
  }

  private static JsonNode time(long nanos) {
    return NODES.textNode(LocalTime.ofNanoOfDay(nanos).toString());
  }

  private static Instant instant(long value, long micros) {
    return Instant.EPOCH.plus(Math.multiplyExact(value, micros), ChronoUnit.MICROS);
  }

  private static JsonNode local(Instant instant) {
    return NODES.textNode(instant.atOffset(ZoneOffset.UTC).toLocalDateTime().toString());
  }

  private static JsonNode bytes(Schema schema, ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      BigDecimal number = new BigDecimal(new BigInteger(bytes), decimal.getScale());
      return NODES.numberNode(number);
    }
    if (AvroColumns.isUuid(schema)) {
      ByteBuffer halves = ByteBuffer.wrap(bytes);
      return NODES.textNode(new UUID(halves.getLong(), halves.getLong()).toString());
    }
    return NODES.binaryNode(bytes);
  }
}

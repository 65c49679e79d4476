package dev.penstock.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.ColumnTypes;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class AvroFormTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "R", "fields": [
        {"name": "i", "type": "int"},
        {"name": "l", "type": ["null", "long"]},
        {"name": "f", "type": "float"},
        {"name": "d", "type": "double"},
        {"name": "b", "type": "boolean"},
        {"name": "s", "type": ["string", "null"]},
        {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["X", "Y"]}},
        {"name": "raw", "type": "bytes"},
        {"name": "price", "type": ["null",
          {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}]},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "at", "type": {"type": "int", "logicalType": "time-millis"}},
        {"name": "ms", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "us", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "local", "type": {"type": "long", "logicalType": "local-timestamp-micros"}},
        {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "in", "type": {"type": "record", "name": "N", "fields": [
          {"name": "day", "type": {"type": "int", "logicalType": "date"}},
          {"name": "raw", "type": "bytes"}]}},
        {"name": "list", "type": {"type": "array", "items": ["null", "int"]}},
        {"name": "map", "type": {"type": "map", "values": "long"}},
        {"name": "either", "type": ["null", "int", "string"]}
      ]}
      """;

  private final Schema schema = new Schema.Parser().parse(SCHEMA);
  private final AvroForm form = new AvroForm(schema);

  @Test
  void typesAreKept() {
    assertThat(form.columns())
        .extracting(Field::getName, ColumnTypes::word)
        .extracting(Object::toString)
        .containsExactly(
            "(\"i\", \"integer\")",
            "(\"l\", \"bigint\")",
            "(\"f\", \"real\")",
            "(\"d\", \"double\")",
            "(\"b\", \"boolean\")",
            "(\"s\", \"varchar\")",
            "(\"e\", \"varchar\")",
            "(\"raw\", \"binary\")",
            "(\"price\", \"decimal(10,2)\")",
            "(\"day\", \"date\")",
            "(\"at\", \"time\")",
            "(\"ms\", \"timestamptz\")",
            "(\"us\", \"timestamptz\")",
            "(\"local\", \"timestamp\")",
            "(\"id\", \"uuid\")",
            "(\"in\", \"json\")",
            "(\"list\", \"json\")",
            "(\"map\", \"json\")",
            "(\"either\", \"json\")");
  }

  @Test
  void valuesAreKept() throws Exception {
    assertThat(form.value(encode(record())).toString())
        .isEqualTo(
            "{\"i\":-1,\"l\":9007199254740993,\"f\":1.5,\"d\":0.1,\"b\":true,\"s\":null,"
                + "\"e\":\"Y\",\"raw\":\"AP8=\",\"price\":-12.30,\"day\":\"2024-02-29\","
                + "\"at\":\"00:00:01.500\",\"ms\":\"2023-11-14T22:13:20.123Z\","
                + "\"us\":\"1969-12-31T23:59:59.999999Z\",\"local\":\"1970-01-01T00:00:00.000001\","
                + "\"id\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\","
                + "\"in\":{\"day\":\"1970-01-02\",\"raw\":\"AQ==\"},\"list\":[1,null],"
                + "\"map\":{\"k\":2},\"either\":\"text\"}");
  }

  @Test
  void damagedValuesAreRefusedWithoutHarm() throws Exception {
    byte[] good = encode(record());
    assertThatThrownBy(() -> form.value(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(Malformed.class);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> form.value(cut)).isInstanceOf(Malformed.class);
    }
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = good.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        form.value(damaged);
      } catch (Malformed e) {
        // as it should be
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void lengthsBeyondTheRecordReserveNoMemory() {
    AvroForm text =
        new AvroForm(
            new Schema.Parser()
                .parse(
                    "{\"type\":\"record\",\"name\":\"T\",\"fields\":[{\"name\":\"b\",\"type\":\"bytes\"}]}"));
    // A length of 2^31 - 9 in zigzag code.
    byte[] huge = {(byte) 0xee, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 1};

    for (int i = 0; i < 1_000; i++) {
      assertThatThrownBy(() -> text.value(huge)).isInstanceOf(Malformed.class);
    }
  }

  @Test
  void wrongSchemasAreToldWithTheOption() {
    for (String wrong : List.of("{", "\"int\"", "{\"type\":\"record\"}", "", twice())) {
      var options = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
      options.put("topic", "t").put("value", "avro").put("avro_schema", wrong);

      assertThatThrownBy(() -> KafkaOptions.parse(new SourceDefinition("c", "kafka", options)))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> assertThat(e.problem().where()).isEqualTo("avro_schema"));
    }
  }

  private static String twice() {
    return "{\"type\":\"record\",\"name\":\"T\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},"
        + "{\"name\":\"A\",\"type\":\"int\"}]}";
  }

  private GenericRecord record() {
    Schema inner = schema.getField("in").schema();
    return new GenericRecordBuilder(schema)
        .set("i", -1)
        .set("l", 9_007_199_254_740_993L)
        .set("f", 1.5f)
        .set("d", 0.1)
        .set("b", true)
        .set("s", null)
        .set("e", new GenericData.EnumSymbol(schema.getField("e").schema(), "Y"))
        .set("raw", ByteBuffer.wrap(new byte[] {0, (byte) 0xff}))
        .set("price", ByteBuffer.wrap(new BigDecimal("-12.30").unscaledValue().toByteArray()))
        .set("day", 19_782)
        .set("at", 1_500)
        .set("ms", 1_700_000_000_123L)
        .set("us", -1L)
        .set("local", 1L)
        .set("id", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
        .set(
            "in",
            new GenericRecordBuilder(inner)
                .set("day", 1)
                .set("raw", ByteBuffer.wrap(new byte[] {1}))
                .build())
        .set("list", Arrays.asList(1, null))
        .set("map", Map.of("k", 2L))
        .set("either", "text")
        .build();
  }

  private byte[] encode(GenericRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}

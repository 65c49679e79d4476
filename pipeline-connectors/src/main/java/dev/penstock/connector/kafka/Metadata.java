package dev.penstock.connector.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.ExtensionTypes;
import dev.penstock.column.ColumnTypes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The columns that say where a record comes from. No name begins like one that Penstock keeps for
 * itself.
 */
record Metadata(boolean wanted, KafkaOptions.Key key) {
  private static final String KEY = "_key";
  private static final String HEADERS = "_headers";
  private static final String TIMESTAMP = "_timestamp";
  private static final String PARTITION = "_partition";
  private static final String OFFSET = "_offset";

  static final Set<String> NAMES = Set.of(KEY, HEADERS, TIMESTAMP, PARTITION, OFFSET);

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  List<Field> columns() {
    if (!wanted) {
      return List.of();
    }
    List<Field> columns = new ArrayList<>();
    switch (key) {
      case TEXT -> columns.add(Field.nullable(KEY, ColumnTypes.TEXT));
      case JSON -> columns.add(ExtensionTypes.json(KEY));
      case RAW -> columns.add(Field.nullable(KEY, ArrowType.Binary.INSTANCE));
      case NONE -> {}
    }
    columns.add(ExtensionTypes.json(HEADERS));
    columns.add(Field.nullable(TIMESTAMP, ColumnTypes.INSTANT));
    columns.add(Field.nullable(PARTITION, ColumnTypes.INTEGER));
    columns.add(Field.nullable(OFFSET, ColumnTypes.BIGINT));
    return columns;
  }

  /**
   * Adds the columns to a record's.
   *
   * @throws Malformed where the record has such a column, or the key is not what it should be
   */
  void add(ConsumerRecord<byte[], byte[]> record, ObjectNode columns) throws Malformed {
    if (!wanted) {
      return;
    }
    for (String name : NAMES) {
      if (columns.has(name)) {
        throw new Malformed(
            "field names",
            "The value has a field "
                + name
                + ", which is a column of the source's own;"
                + " metadata: false leaves these out.");
      }
    }
    byte[] bytes = record.key();
    if (bytes != null && key != KafkaOptions.Key.NONE) {
      columns.set(KEY, key(bytes));
    }
    columns.set(HEADERS, headers(record.headers()));
    if (record.timestamp() >= 0) {
      columns.put(TIMESTAMP, Instant.ofEpochMilli(record.timestamp()).toString());
    }
    columns.put(PARTITION, record.partition());
    columns.put(OFFSET, record.offset());
  }

  private JsonNode key(byte[] bytes) throws Malformed {
    return switch (key) {
      case JSON -> JsonForm.parse(bytes, "key");
      case RAW -> NODES.binaryNode(bytes);
      case TEXT, NONE -> NODES.textNode(text(bytes, "key"));
    };
  }

  /** Name to text; several of one name as a list; what is no UTF-8 in Base64. */
  private static ObjectNode headers(Iterable<Header> headers) {
    ObjectNode object = NODES.objectNode();
    for (Header header : headers) {
      JsonNode value = header(header.value());
      switch (object.get(header.key())) {
        case null -> object.set(header.key(), value);
        case ArrayNode several -> several.add(value);
        case JsonNode one -> object.set(header.key(), NODES.arrayNode().add(one).add(value));
      }
    }
    return object;
  }

  private static JsonNode header(byte @org.jspecify.annotations.Nullable [] value) {
    if (value == null) {
      return NODES.nullNode();
    }
    try {
      return NODES.textNode(text(value, "header"));
    } catch (Malformed e) {
      return NODES.objectNode().put("base64", value);
    }
  }

  /**
   * Bytes that are text.
   *
   * @throws Malformed where they are no UTF-8
   */
  static String text(byte[] bytes, String what) throws Malformed {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Malformed(what + " is text", "The " + what + " is no valid UTF-8.");
    }
  }
}

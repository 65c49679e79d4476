package dev.penstock.connector.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.column.ColumnTypes;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** How a record's value becomes columns. Thread-safe. */
sealed interface RecordForm permits JsonForm, AvroForm, RecordForm.Single {
  /** The column of a value that is not taken apart. */
  String VALUE = "value";

  /** The columns; of JSON they are learned from a sample. */
  List<Field> columns();

  /** Whether the columns are learned. */
  boolean learned();

  /**
   * The columns of a value.
   *
   * @throws Malformed where the value is not what it should be
   */
  ObjectNode value(byte[] value) throws Malformed;

  static RecordForm of(KafkaOptions options) {
    return switch (options.value()) {
      case JSON -> new JsonForm();
      case AVRO -> new AvroForm(options.avroSchema().orElseThrow());
      case TEXT -> new Single(Field.nullable(VALUE, ColumnTypes.TEXT));
      case RAW -> new Single(Field.nullable(VALUE, ArrowType.Binary.INSTANCE));
    };
  }

  /** The text or the bytes as they are. */
  record Single(Field column) implements RecordForm {
    @Override
    public List<Field> columns() {
      return List.of(column);
    }

    @Override
    public boolean learned() {
      return false;
    }

    @Override
    public ObjectNode value(byte[] value) throws Malformed {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      return column.getType() instanceof ArrowType.Binary
          ? object.put(VALUE, value)
          : object.put(VALUE, Metadata.text(value, VALUE));
    }
  }
}

package dev.penstock.connector.kafka;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;

/** Values that are JSON objects. */
record JsonForm() implements RecordForm {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  /** Any JSON value. */
  static JsonNode parse(byte[] text, String what) throws Malformed {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new Malformed(what + " is JSON", "The " + what + " is no valid JSON.");
    }
  }

  @Override
  public List<Field> columns() {
    return List.of();
  }

  @Override
  public boolean learned() {
    return true;
  }

  @Override
  public ObjectNode value(byte[] value) throws Malformed {
    if (parse(value, VALUE) instanceof ObjectNode object) {
      return object;
    }
    throw new Malformed("value is a JSON object", "The value is JSON, but no object.");
  }
}

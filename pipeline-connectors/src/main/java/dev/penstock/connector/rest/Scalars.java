package dev.penstock.connector.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;

/**
 * Numbers and texts of a response on their way into requests and into notes. A fraction is noted as
 * text, since whoever reads the note may take it for a double and lose digits.
 */
final class Scalars {
  private static final String DECIMAL = "decimal";

  /** More zeros than that are not written out. */
  private static final int MAX_SCALE = 100;

  private Scalars() {}

  /** As a query has it. */
  static String text(JsonNode value) {
    if (!value.isNumber()) {
      return value.asText();
    }
    BigDecimal number = value.decimalValue();
    return Math.abs((long) number.scale()) > MAX_SCALE ? number.toString() : number.toPlainString();
  }

  static JsonNode note(JsonNode value) {
    return value.isNumber() && !value.isIntegralNumber()
        ? JsonNodeFactory.instance.objectNode().put(DECIMAL, value.decimalValue().toString())
        : value;
  }

  static JsonNode ofNote(JsonNode note) {
    return note.has(DECIMAL)
        ? JsonNodeFactory.instance.numberNode(new BigDecimal(note.get(DECIMAL).textValue()))
        : note;
  }
}

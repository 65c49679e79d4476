package dev.penstock.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Writes an expression anew so that {@code TRY} takes it. DuckDB calls {@code error()} volatile and
 * refuses it there; a text that is never a number fails just as well, though with another message.
 * A column in it keeps the optimiser from trying it before there is a record.
 */
final class ErrorCalls {
  private ErrorCalls() {}

  /**
   * The expression without {@code error()}; empty where it has none.
   *
   * @param column any column of the record
   */
  static Optional<String> replaced(String expression, String column) {
    SqlParser parser = SqlParser.shared();
    JsonNode tree = parser.parse("SELECT " + Quoted.operand(expression));
    boolean changed = false;
    // The deepest first, so that a call in a call's message is replaced before it is moved.
    for (JsonNode node : new SqlTree(tree).ofClass("FUNCTION").reversed()) {
      JsonNode arguments = node.path("arguments");
      if (Quoted.key(node.path("function_name").asText()).equals("error")
          && arguments.size() == 1) {
        become(node, failing(arguments.get(0).path("expression").deepCopy(), column));
        changed = true;
      }
    }
    return changed ? Optional.of(parser.text(tree).replaceFirst("^SELECT ", "")) : Optional.empty();
  }

  /** NULL where the message is, as with {@code error()}. */
  private static JsonNode failing(JsonNode message, String column) {
    String sql =
        "SELECT CASE WHEN CAST('x' || message || coalesce(CAST("
            + column
            + " AS VARCHAR), '') AS INTEGER) > 0 THEN NULL END";
    SqlTree template = new SqlTree(SqlParser.shared().parse(sql));
    for (JsonNode node : template.ofClass("COLUMN_REF")) {
      if (node.path("column_names").path(0).asText().equals("message")) {
        become(node, message);
      }
    }
    return template.expression();
  }

  private static void become(JsonNode node, JsonNode other) {
    ObjectNode object = (ObjectNode) node;
    object.removeAll();
    object.setAll((ObjectNode) other);
  }
}

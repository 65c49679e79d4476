package dev.penstock.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The cursor values that a run reads, each in the server's own text.
 *
 * @param after the lower bound, itself left out; {@code null} for none
 * @param from the lower bound, itself read; {@code null} for none
 * @param through the upper bound, itself read; {@code null} for none, in a sample
 */
record Window(
    String column, @Nullable String after, @Nullable String from, @Nullable String through) {
  /** The condition that rows of the window fulfil. */
  String condition(Dialect dialect, SqlColumn cursor, String expression) {
    StringBuilder sql = new StringBuilder("1 = 1");
    if (after != null) {
      sql.append(" AND ").append(expression).append(" > ").append(dialect.literal(cursor, after));
    }
    if (from != null) {
      sql.append(" AND ").append(expression).append(" >= ").append(dialect.literal(cursor, from));
    }
    if (through != null) {
      sql.append(" AND ")
          .append(expression)
          .append(" <= ")
          .append(dialect.literal(cursor, through));
    }
    return sql.toString();
  }

  Window through(@Nullable String value) {
    return new Window(column, after, from, value);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("column", column);
    if (after != null) {
      json.put("after", after);
    }
    if (from != null) {
      json.put("from", from);
    }
    if (through != null) {
      json.put("through", through);
    }
    return json;
  }

  static Window fromJson(JsonNode json) {
    return new Window(
        json.path("column").asText(),
        text(json, "after"),
        text(json, "from"),
        text(json, "through"));
  }

  private static @Nullable String text(JsonNode json, String name) {
    return json.hasNonNull(name) ? json.path(name).asText() : null;
  }
}

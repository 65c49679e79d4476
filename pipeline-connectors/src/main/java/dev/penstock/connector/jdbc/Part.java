package dev.penstock.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one split and the order in which they come, as the position of a split keeps it.
 *
 * @param column whose range it is; {@code null} for none
 * @param range the range of the column, or of pages
 * @param order in mode COUNTED, the columns that make the order certain
 */
record Part(
    Mode mode,
    @Nullable String column,
    Range range,
    List<String> order,
    Optional<Window> window,
    Optional<Snapshot> snapshot) {
  /** How rows are ordered, and so how reading goes on behind one of them. */
  enum Mode {
    /** By a column that never holds a value twice; goes on at larger values. */
    KEY,
    /** By the rows' addresses, within one snapshot; goes on at larger addresses. */
    PAGES,
    /** By columns; goes on by reading again, counting, and comparing what was read. */
    COUNTED,
    /** As the server gives them; goes on as COUNTED. */
    NATURAL,
    /** There are no rows. */
    NOTHING
  }

  /**
   * A range of whole numbers.
   *
   * @param from first value; {@code null} for no bound
   * @param to the value behind the last one; {@code null} for no such bound
   * @param through the last value; {@code null} for no such bound
   * @param nulls whether rows without a value belong to it
   */
  record Range(
      @Nullable String from, @Nullable String to, @Nullable String through, boolean nulls) {
    static final Range ALL = new Range(null, null, null, true);
  }

  Part {
    order = List.copyOf(order);
  }

  /** Whether a row has an address of its own behind which reading can go on. */
  boolean keyed() {
    return mode == Mode.KEY || mode == Mode.PAGES;
  }

  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("mode", mode.name());
    put(json, "column", column);
    put(json, "from", range.from());
    put(json, "to", range.to());
    put(json, "through", range.through());
    json.put("nulls", range.nulls());
    ArrayNode names = json.putArray("order");
    order.forEach(names::add);
    window.ifPresent(value -> json.set("window", value.toJson()));
    snapshot.ifPresent(value -> value.write(json));
    return json;
  }

  static Part fromJson(JsonNode json) {
    return new Part(
        Mode.valueOf(json.path("mode").asText()),
        text(json, "column"),
        new Range(
            text(json, "from"),
            text(json, "to"),
            text(json, "through"),
            json.path("nulls").asBoolean()),
        json.path("order").valueStream().map(JsonNode::asText).toList(),
        json.has("window") ? Optional.of(Window.fromJson(json.path("window"))) : Optional.empty(),
        json.has("snapshot") ? Optional.of(Snapshot.read(json)) : Optional.empty());
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private static @Nullable String text(JsonNode json, String name) {
    return json.hasNonNull(name) ? json.path(name).asText() : null;
  }
}

package dev.penstock.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.cli.terminal.Numbers;
import dev.penstock.cli.terminal.TextTable;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Which columns a list of the API is shown with. What the server does not say is an empty cell, so
 * that a client and a server of different age work together. Not thread-safe.
 */
public final class Listing {
  private final String none;
  private final List<Column> columns = new ArrayList<>();

  private record Column(String title, boolean wide, Function<JsonNode, String> value) {}

  /**
   * @param none what is said where there are no entries
   */
  public Listing(String none) {
    this.none = none;
  }

  /** A column of a field; a title that ends with a colon is a number's. */
  public Listing column(String title, String pointer) {
    return column(title, node -> text(node.at(pointer)));
  }

  public Listing column(String title, Function<JsonNode, String> value) {
    columns.add(new Column(title, false, value));
    return this;
  }

  /** A column that only the wide table has. */
  public Listing wide(String title, Function<JsonNode, String> value) {
    columns.add(new Column(title, true, value));
    return this;
  }

  public Listing wide(String title, String pointer) {
    return wide(title, node -> text(node.at(pointer)));
  }

  public List<String> lines(JsonNode items, boolean wide, int width) {
    if (items.isEmpty()) {
      return List.of(none);
    }
    List<Column> shown = columns.stream().filter(column -> wide || !column.wide()).toList();
    TextTable table = new TextTable(shown.stream().map(Column::title).toArray(String[]::new));
    for (JsonNode item : items) {
      table.row(shown.stream().map(column -> column.value().apply(item)).toList());
    }
    return table.lines(width);
  }

  /** A value as a cell shows it; a list's items one after the other. */
  public static String text(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isIntegralNumber()) {
      return Numbers.count(value.longValue());
    }
    if (value.isArray()) {
      List<String> all = new ArrayList<>();
      value.forEach(item -> all.add(text(item)));
      return String.join(", ", all);
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** A time to the second, in UTC as the server writes it. */
  public static Function<JsonNode, String> time(String pointer) {
    return node -> time(node.at(pointer));
  }

  public static String time(JsonNode value) {
    try {
      return value.isTextual()
          ? Instant.parse(value.asText())
              .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
              .toString()
              .replace('T', ' ')
              .replace("Z", "")
          : "";
    } catch (DateTimeParseException e) {
      return value.asText();
    }
  }

  /** A length of time in milliseconds. */
  public static Function<JsonNode, String> millis(String pointer) {
    return node ->
        node.at(pointer).isNumber()
            ? Numbers.duration(Duration.ofMillis(node.at(pointer).longValue()))
            : "";
  }
}

package dev.penstock.connector.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.penstock.batch.Columns;
import dev.penstock.batch.ErrorClass;
import dev.penstock.column.ColumnBuilder;
import dev.penstock.column.ColumnTypes;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.SchemaChange;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Takes the text of one record apart, straight into the columns. Not thread-safe. */
final class RecordParser {
  /** Why a record was not taken. */
  record Fault(ErrorClass errorClass, String rule, String message) {}

  private static final int SHOWN = 80;

  private final JsonFactory factory = new JsonFactory();
  private final List<Field> fields;
  private final ColumnBuilder[] columns;
  private final Map<String, Integer> byName = new HashMap<>();
  private final SchemaChange onUnknown;
  private final String origin;
  private final Utf8Check encoding = new Utf8Check();

  /** For each column the record in which it was last set. */
  private final long[] seen;

  private long record;

  RecordParser(
      List<Field> fields, List<ColumnBuilder> columns, SchemaChange onUnknown, String origin) {
    this.origin = origin;
    this.fields = fields;
    this.columns = columns.toArray(ColumnBuilder[]::new);
    this.onUnknown = onUnknown;
    this.seen = new long[fields.size()];
    for (int i = 0; i < fields.size(); i++) {
      byName.put(fields.get(i).getName(), i);
    }
  }

  /**
   * Sets {@code row} of all columns.
   *
   * @return {@code null} where the record was sound; else the row is to be set again
   */
  @Nullable Fault parse(byte[] utf8, int from, int to, int row, long place) {
    if (!encoding.sound(utf8, from, to)) {
      return new Fault(
          ErrorClass.MALFORMED, "encoding", "The record has bytes that are not UTF-8.");
    }
    record++;
    try (JsonParser parser = factory.createParser(utf8, from, to - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return new Fault(
            ErrorClass.MALFORMED,
            "not an object",
            "A JSON object was expected, found " + described(parser) + ".");
      }
      Fault fault = fields(parser, utf8, from, row, place);
      if (fault == null && parser.nextToken() != null) {
        return new Fault(
            ErrorClass.MALFORMED,
            "malformed",
            "There is more behind the JSON object, at character %d; one record was expected."
                .formatted(parser.currentTokenLocation().getColumnNr()));
      }
      return fault;
    } catch (JsonProcessingException e) {
      return malformed(e);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail", e);
    }
  }

  static Fault malformed(JsonProcessingException e) {
    String reason = e.getOriginalMessage().lines().findFirst().orElse("");
    long column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
    return new Fault(
        ErrorClass.MALFORMED,
        "malformed",
        "The record is not sound JSON: %s (character %d)".formatted(reason, column));
  }

  private @Nullable Fault fields(JsonParser parser, byte[] utf8, int from, int row, long place)
      throws IOException {
    int set = 0;
    int expected = 0;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      int column = column(name, expected);
      if (column < 0) {
        Fault fault = unknown(name, place);
        if (fault != null) {
          return fault;
        }
        parser.nextToken();
        parser.skipChildren();
        continue;
      }
      expected = column + 1;
      if (seen[column] == record) {
        return new Fault(
            ErrorClass.MALFORMED,
            "field twice",
            "The field `%s` stands in the record twice.".formatted(name));
      }
      seen[column] = record;
      set++;
      Fault fault = value(parser, utf8, from, columns[column], fields.get(column), row);
      if (fault != null) {
        return fault;
      }
    }
    for (int i = 0; set < columns.length && i < columns.length; i++) {
      if (seen[i] != record) {
        columns[i].setNull(row);
        set++;
      }
    }
    return null;
  }

  /** Most records have their fields in the order of the columns. */
  private int column(String name, int expected) {
    if (expected < columns.length && fields.get(expected).getName().equals(name)) {
      return expected;
    }
    return byName.getOrDefault(name, -1);
  }

  private static @Nullable Fault value(
      JsonParser parser, byte[] utf8, int from, ColumnBuilder column, Field field, int row)
      throws IOException {
    JsonToken token = parser.nextToken();
    boolean fits =
        switch (token) {
          case VALUE_NULL -> {
            column.setNull(row);
            yield true;
          }
          case VALUE_STRING ->
              column.text(
                  row, parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              column.number(
                  row, parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
          case VALUE_TRUE -> column.bool(row, true);
          case VALUE_FALSE -> column.bool(row, false);
          case START_OBJECT, START_ARRAY -> {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            int end = (int) parser.currentLocation().getByteOffset();
            byte[] json = Compact.copy(utf8, from + start, from + end);
            yield column.json(row, json, 0, json.length);
          }
          default -> throw new IllegalStateException("no value: " + token);
        };
    return fits ? null : misfit(parser, token, field);
  }

  private static Fault misfit(JsonParser parser, JsonToken token, Field field) throws IOException {
    String value =
        switch (token) {
          case VALUE_STRING -> "the text `" + shortened(parser.getText()) + "`";
          case END_OBJECT, END_ARRAY, START_OBJECT, START_ARRAY -> described(parser);
          default -> "`" + shortened(parser.getText()) + "`";
        };
    return new Fault(
        ErrorClass.CONVERSION,
        "type of " + field.getName(),
        "The column `%s` holds %s; %s was expected."
            .formatted(field.getName(), value, ColumnTypes.expected(field)));
  }

  private @Nullable Fault unknown(String name, long place) {
    String known =
        byName.keySet().stream()
            .filter(other -> other.equalsIgnoreCase(name))
            .findFirst()
            .map(other -> "; it differs from the column `" + other + "` in case only")
            .orElse("");
    String message =
        "The field `%s` is no column of this stream%s.".formatted(shortened(name), known);
    return switch (onUnknown) {
      case IGNORE -> null;
      case EVOLVE ->
          new Fault(
              ErrorClass.MALFORMED,
              "unknown field",
              message + " It was in no record that was sampled.");
      case FAIL ->
          throw new PermanentException(
              new Problem(
                  "unknown-field",
                  Columns.place(origin, place),
                  message,
                  NearMiss.advice(name, byName.keySet(), "The columns")));
    };
  }

  private static String described(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case null -> "nothing";
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "a list";
      default -> "`" + shortened(parser.getText()) + "`";
    };
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** JSON without the blanks between its parts. */
  private static final class Compact {
    static byte[] copy(byte[] json, int from, int to) {
      byte[] copy = new byte[to - from];
      int length = 0;
      boolean quoted = false;
      for (int i = from; i < to; i++) {
        byte b = json[i];
        if (quoted && b == '\\') {
          copy[length++] = b;
          b = json[++i];
        } else if (b == '"') {
          quoted = !quoted;
        } else if (!quoted && (b == ' ' || b == '\n' || b == '\r' || b == '\t')) {
          continue;
        }
        copy[length++] = b;
      }
      return Arrays.copyOf(copy, length);
    }
  }
}

package dev.penstock.connector.csv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.files.FileOptions;
import dev.penstock.connector.files.OptionReader;
import dev.penstock.error.PermanentException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The author's options for fields of fixed width, checked.
 *
 * @param files those that all formats share
 * @param skipLines lines before the first record of each file
 * @param trim whether blanks around a field are left out
 * @param pad whether a short line is read as if blanks followed
 */
record FixedOptions(
    FileOptions files,
    List<Field> fields,
    long skipLines,
    boolean trim,
    boolean pad,
    Optional<Charset> encoding) {
  static final List<Option> SPEC =
      FileOptions.with(
          FileOptions.TEXT_FILES,
          new Option(
              "fields",
              OptionType.TEXT_MAP,
              true,
              "",
              "Where each column stands in the line: the positions of its first and last character,"
                  + " counted from 1, for example `1-8`; `9` is one character, and `20-` goes to the"
                  + " end of the line.",
              List.of()),
          new Option(
              "skip_lines",
              OptionType.NUMBER,
              false,
              "0",
              "Lines at the beginning of each file that are no records, for example a header.",
              List.of()),
          new Option(
              "trim",
              OptionType.BOOLEAN,
              false,
              "true",
              "Whether blanks around a field are left out. An empty field is NULL.",
              List.of()),
          new Option(
              "short_lines",
              OptionType.TEXT,
              false,
              "reject",
              "What happens to a line that ends before the last field does: `reject` makes it a"
                  + " reject, `pad` reads it as if blanks followed, with NULL for fields that lie"
                  + " behind its end.",
              List.of("reject", "pad")),
          CsvOptions.ENCODING);

  private static final Pattern RANGE = Pattern.compile("([0-9]{1,6})(?:(-)([0-9]{1,6})?)?");

  /**
   * Where a column stands.
   *
   * @param from index of its first character
   * @param to index behind its last one, {@link #LINE_END} for the line's end
   */
  record Field(String name, int from, int to) {
    static final int LINE_END = Integer.MAX_VALUE;

    /** How long a line must be at least. */
    int needed() {
      return to == LINE_END ? from : to;
    }
  }

  FixedOptions {
    fields = List.copyOf(fields);
  }

  /**
   * Reads them.
   *
   * @throws PermanentException with every mistake; their places are the options' names
   */
  static FixedOptions parse(ObjectNode node) {
    OptionReader options = new OptionReader(node);
    FixedOptions result =
        new FixedOptions(
            FileOptions.read(options),
            fields(options),
            options.number("skip_lines", 0, 1_000_000, 0),
            options.flag("trim", true),
            options.word("short_lines", List.of("reject", "pad"), "reject").equals("pad"),
            options.charset(CsvOptions.ENCODING.name()));
    options.finish();
    return result;
  }

  private static List<Field> fields(OptionReader options) {
    JsonNode value = options.value("fields");
    List<Field> fields = new ArrayList<>();
    if (!value.isObject() || value.isEmpty()) {
      options.wrong("fields", "A map of columns to positions was expected, at least one.");
      return fields;
    }
    value.properties().forEach(field -> field(options, field.getKey(), field.getValue(), fields));
    CsvOptions.checkNames(options, "fields", fields.stream().map(Field::name).toList());
    return fields;
  }

  private static void field(OptionReader options, String name, JsonNode value, List<Field> fields) {
    Matcher range = RANGE.matcher(value.asText());
    if (range.matches() && !name.isBlank()) {
      int first = Integer.parseInt(range.group(1));
      int last =
          range.group(3) != null
              ? Integer.parseInt(range.group(3))
              : range.group(2) != null ? Field.LINE_END : first;
      if (first >= 1 && last >= first && first <= SourceBatch.MAX_RECORD_BYTES) {
        fields.add(new Field(name, first - 1, last));
        return;
      }
    }
    options.wrong(
        "fields." + name,
        "Positions such as 1-8, 9 or 20- were expected, but it is " + value.asText() + ".");
  }
}

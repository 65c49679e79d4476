package dev.penstock.connector.csv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.connector.files.FileOptions;
import dev.penstock.connector.files.OptionReader;
import dev.penstock.error.PermanentException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The author's options, checked.
 *
 * @param files those that all formats share
 * @param delimiter an ASCII byte
 * @param quote another ASCII byte
 * @param columns names that replace the header's; present where there is no header
 * @param encoding what the author declared
 */
record CsvOptions(
    FileOptions files,
    byte delimiter,
    byte quote,
    boolean header,
    Optional<List<String>> columns,
    Optional<Charset> encoding) {
  static final Option ENCODING =
      new Option(
          "encoding",
          OptionType.TEXT,
          false,
          "UTF-8",
          "The character encoding, for example `windows-1252` or `UTF-16`. Where it is not declared,"
              + " a UTF-16 byte-order mark is followed.",
          List.of());

  CsvOptions {
    columns = columns.map(List::copyOf);
  }

  /**
   * The options of a format.
   *
   * @param delimiter the default, as a person writes it
   */
  static List<Option> spec(String delimiter) {
    return FileOptions.with(
        FileOptions.TEXT_FILES,
        new Option(
            "delimiter",
            OptionType.TEXT,
            false,
            delimiter,
            "The ASCII character between two fields, for example `;`, `|` or a tab (`\"\\t\"`).",
            List.of()),
        new Option(
            "quote",
            OptionType.TEXT,
            false,
            "\"",
            "The ASCII character around a field that holds delimiters or line ends. Doubled, it"
                + " stands for itself.",
            List.of()),
        new Option(
            "header",
            OptionType.BOOLEAN,
            false,
            "true",
            "Whether the first record of each file holds the names of the columns.",
            List.of()),
        new Option(
            "columns",
            OptionType.TEXT_LIST,
            false,
            "",
            "The names of the columns, in order. Needed where `header` is false; where it is true they"
                + " replace the header's names and must be as many.",
            List.of()),
        ENCODING);
  }

  /**
   * Reads them.
   *
   * @param otherwise the default delimiter
   * @throws PermanentException with every mistake; their places are the options' names
   */
  static CsvOptions parse(ObjectNode node, char otherwise) {
    OptionReader options = new OptionReader(node);
    byte delimiter = character(options, "delimiter", otherwise);
    byte quote = character(options, "quote", '"');
    if (delimiter == quote) {
      options.wrong("quote", "It must differ from the delimiter.");
    }
    boolean header = options.flag("header", true);
    Optional<List<String>> columns = columns(options);
    if (!header && columns.isEmpty()) {
      options.wrong("columns", "They are needed where header is false.");
    }
    CsvOptions result =
        new CsvOptions(
            FileOptions.read(options),
            delimiter,
            quote,
            header,
            columns,
            options.charset(ENCODING.name()));
    options.finish();
    return result;
  }

  private static byte character(OptionReader options, String option, char otherwise) {
    String text = options.text(option, String.valueOf(otherwise));
    char c = text.length() == 1 ? text.charAt(0) : '\0';
    if (c == '\0' || c >= 0x80 || c == '\n' || c == '\r') {
      options.wrong(option, "One ASCII character that does not end a line was expected.");
      return (byte) otherwise;
    }
    return (byte) c;
  }

  private static Optional<List<String>> columns(OptionReader options) {
    if (!options.given("columns")) {
      return Optional.empty();
    }
    JsonNode value = options.value("columns");
    List<String> names = new ArrayList<>();
    boolean texts = value.isArray() && !value.isEmpty();
    for (JsonNode name : value) {
      texts &= name.isTextual() && !name.textValue().isBlank();
      names.add(name.asText());
    }
    if (!texts) {
      options.wrong("columns", "A list of names was expected, at least one.");
    }
    checkNames(options, "columns", names);
    return Optional.of(names);
  }

  /** Names of columns may differ in more than case only, and none is Penstock's own. */
  static void checkNames(OptionReader options, String option, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        options.wrong(option, "The name " + name + " stands there twice.");
      }
    }
    if (seen.contains(Columns.PLACE)) {
      options.wrong(option, "The name " + Columns.PLACE + " is Penstock's own.");
    }
  }
}

package dev.penstock.connector.csv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The author's options, checked.
 *
 * @param path a path or pattern relative to the connection's root
 * @param delimiter an ASCII byte
 * @param quote another ASCII byte
 * @param columns names that replace the header's; present where there is no header
 * @param encoding what the author declared
 * @param splitSize bytes at which a file is cut
 */
record CsvOptions(
    String path,
    byte delimiter,
    byte quote,
    boolean header,
    Optional<List<String>> columns,
    Optional<Charset> encoding,
    Compression compression,
    long splitSize) {
  static final List<Option> SPEC =
      List.of(
          new Option(
              "path",
              OptionType.TEXT,
              true,
              "",
              "The file, relative to the connection's root folder. The wildcards `*` and `?` may stand"
                  + " in the file name (`orders-*.csv`); the files are then read as one stream, in the"
                  + " order of their names.",
              List.of()),
          new Option(
              "delimiter",
              OptionType.TEXT,
              false,
              ",",
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
          new Option(
              "encoding",
              OptionType.TEXT,
              false,
              "UTF-8",
              "The character encoding, for example `windows-1252` or `UTF-16`. Where it is not declared,"
                  + " a UTF-16 byte-order mark is followed.",
              List.of()),
          new Option(
              "compression",
              OptionType.TEXT,
              false,
              "auto",
              "`auto` looks at the first two bytes of the file.",
              List.of("auto", "none", "gzip")),
          new Option(
              "split_size",
              OptionType.NUMBER,
              false,
              "67108864",
              "Bytes after which a file is cut into a further split, at the next end of a record; at"
                  + " least 65536. Compressed files and encodings such as UTF-16 are not cut.",
              List.of()));

  private static final long DEFAULT_SPLIT_SIZE = 64L << 20;
  private static final long MIN_SPLIT_SIZE = 64L << 10;

  enum Compression {
    AUTO,
    NONE,
    GZIP
  }

  CsvOptions {
    columns = columns.map(List::copyOf);
  }

  /**
   * @throws PermanentException with every mistake; their places are the options' names
   */
  static CsvOptions parse(ObjectNode options) {
    return new Parser(options).parse();
  }

  private static final class Parser {
    private final ObjectNode options;
    private final List<Problem> problems = new ArrayList<>();

    Parser(ObjectNode options) {
      this.options = options;
    }

    CsvOptions parse() {
      String path = text("path", "");
      if (path.isBlank()) {
        wrong("path", "The path of a file was expected.");
      }
      byte delimiter = character("delimiter", ',');
      byte quote = character("quote", '"');
      if (delimiter == quote) {
        wrong("quote", "It must differ from the delimiter.");
      }
      boolean header = header();
      Optional<List<String>> columns = columns();
      if (!header && columns.isEmpty()) {
        wrong("columns", "They are needed where header is false.");
      }
      Optional<Charset> encoding = encoding();
      Compression compression = compression();
      long splitSize = splitSize();
      if (!problems.isEmpty()) {
        throw new PermanentException(problems);
      }
      return new CsvOptions(
          path, delimiter, quote, header, columns, encoding, compression, splitSize);
    }

    private void wrong(String option, String message) {
      problems.add(Problem.of("invalid-option", option, message));
    }

    private boolean given(String option) {
      return options.hasNonNull(option);
    }

    private String text(String option, String otherwise) {
      JsonNode value = options.path(option);
      if (!given(option)) {
        return otherwise;
      }
      if (!value.isTextual()) {
        wrong(option, "Text was expected, but it is " + value + ".");
        return otherwise;
      }
      return value.textValue();
    }

    private byte character(String option, char otherwise) {
      String text = text(option, String.valueOf(otherwise));
      char c = text.length() == 1 ? text.charAt(0) : '\0';
      if (c == '\0' || c >= 0x80 || c == '\n' || c == '\r') {
        wrong(option, "One ASCII character that does not end a line was expected.");
        return (byte) otherwise;
      }
      return (byte) c;
    }

    private boolean header() {
      JsonNode value = options.path("header");
      if (given("header") && !value.isBoolean()) {
        wrong("header", "true or false was expected, but it is " + value + ".");
      }
      return !given("header") || value.booleanValue();
    }

    private Optional<List<String>> columns() {
      if (!given("columns")) {
        return Optional.empty();
      }
      JsonNode value = options.path("columns");
      List<String> names = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      boolean texts = value.isArray() && !value.isEmpty();
      for (JsonNode name : value) {
        texts &= name.isTextual() && !name.textValue().isBlank();
        names.add(name.asText());
        if (!seen.add(name.asText().toLowerCase(Locale.ROOT))) {
          wrong("columns", "The name " + name.asText() + " stands there twice.");
        }
      }
      if (!texts) {
        wrong("columns", "A list of names was expected, at least one.");
      }
      if (seen.contains(Columns.PLACE)) {
        wrong("columns", "The name " + Columns.PLACE + " is Penstock's own.");
      }
      return Optional.of(names);
    }

    private Optional<Charset> encoding() {
      if (!given("encoding")) {
        return Optional.empty();
      }
      String name = text("encoding", "UTF-8");
      try {
        return Optional.of(Charset.forName(name));
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        wrong(
            "encoding",
            "There is no encoding " + name + "; known are UTF-8, UTF-16, windows-1252 and others.");
        return Optional.empty();
      }
    }

    private Compression compression() {
      String name = text("compression", "auto");
      for (Compression compression : Compression.values()) {
        if (compression.name().toLowerCase(Locale.ROOT).equals(name)) {
          return compression;
        }
      }
      wrong("compression", "auto, none or gzip was expected, but it is " + name + ".");
      return Compression.AUTO;
    }

    private long splitSize() {
      JsonNode value = options.path("split_size");
      if (!given("split_size")) {
        return DEFAULT_SPLIT_SIZE;
      }
      if (!value.isIntegralNumber()
          || !value.canConvertToLong()
          || value.longValue() < MIN_SPLIT_SIZE) {
        wrong("split_size", "A number of bytes was expected, at least " + MIN_SPLIT_SIZE + ".");
        return DEFAULT_SPLIT_SIZE;
      }
      return value.longValue();
    }
  }
}

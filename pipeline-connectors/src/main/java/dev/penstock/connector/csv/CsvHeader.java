package dev.penstock.connector.csv;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import dev.penstock.batch.Columns;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.files.OpenFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The first record of a file as its header.
 *
 * @param line where it starts
 * @param end the place behind it
 */
record CsvHeader(List<String> fields, long line, Position end) {
  private static final int PIECE = 64 * 1024;

  CsvHeader {
    fields = List.copyOf(fields);
  }

  /** The header, or empty where the text has no record. */
  static Optional<CsvHeader> read(TextInput input, Position start, CsvOptions options) {
    byte[] piece = new byte[PIECE];
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    RecordScanner scanner =
        new RecordScanner(options.delimiter(), options.quote(), start.offset(), start.line());
    boolean complete = false;
    while (!complete) {
      long offset = scanner.offset();
      int count = input.fill(piece, 0, PIECE);
      int end = scanner.scan(piece, 0, count);
      complete = end >= 0;
      if (scanner.recordStart() >= offset) {
        record.reset();
      }
      int from = (int) Math.max(0, scanner.recordStart() - offset);
      record.write(piece, from, (complete ? end : count) - from);
      if (record.size() > SourceBatch.MAX_RECORD_BYTES) {
        throw tooLong(input.file(), scanner.recordLine());
      }
      if (!complete && count < PIECE) {
        switch (scanner.finish()) {
          case BETWEEN_RECORDS -> {
            return Optional.empty();
          }
          case RECORD -> complete = true;
          case IN_QUOTES ->
              throw CsvErrors.unclosedQuote(input.file(), scanner.quoteLine(), options.quote());
        }
      }
    }
    if (scanner.misquoted()) {
      throw CsvErrors.header(
          input.file(),
          scanner.recordLine(),
          "The header has text behind a closing quote.",
          "Double a quote inside a quoted name.");
    }
    String text = decode(input, scanner.recordLine(), record.toByteArray());
    return Optional.of(
        new CsvHeader(
            fields(text, options),
            scanner.recordLine(),
            new Position(scanner.offset(), scanner.line())));
  }

  /** The columns' names: an empty field N becomes {@code column_N}; a name may stand once. */
  List<String> names(OpenFile file) {
    List<String> names = new ArrayList<>();
    Map<String, Integer> positions = new HashMap<>();
    for (String field : fields) {
      int position = names.size() + 1;
      String name = field.isBlank() ? "column_" + position : field;
      // The transformation's SQL does not tell names apart by case.
      Integer before = positions.putIfAbsent(name.toLowerCase(Locale.ROOT), position);
      if (before != null) {
        throw CsvErrors.header(
            file,
            line,
            "The header has the name %s in position %d and, but for upper and lower case, again in position %d."
                .formatted(name, before, position),
            "Declare columns with a name for each column.");
      }
      names.add(name);
    }
    if (positions.containsKey(Columns.PLACE)) {
      throw CsvErrors.header(
          file,
          line,
          "The header has the name %s, which is Penstock's own.".formatted(Columns.PLACE),
          "Declare columns with other names.");
    }
    return names;
  }

  private static String decode(TextInput input, long line, byte[] bytes) {
    try {
      return input.form().charset().newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw CsvErrors.header(
          input.file(),
          line,
          "The header is not valid %s.".formatted(input.form().declared()),
          "Declare encoding, for example windows-1252.");
    }
  }

  private static List<String> fields(String text, CsvOptions options) {
    return List.of(
        CsvReader.builder()
            .fieldSeparator((char) options.delimiter())
            .quoteCharacter((char) options.quote())
            .build(StringArrayHandler.of(), text)
            .iterator()
            .next());
  }

  private static RuntimeException tooLong(OpenFile file, long line) {
    return CsvErrors.header(
        file,
        line,
        "The header is longer than %d bytes.".formatted(SourceBatch.MAX_RECORD_BYTES),
        "Check delimiter and quote; is the first quote ever closed?");
  }
}

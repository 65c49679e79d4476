package dev.penstock.connector.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** CSV with a header; every value is text, an empty field is NULL. */
final class CsvBody {
  private CsvBody() {}

  static void read(String text, PushBody body) {
    long line = 1;
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .skipEmptyLines(true)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .ofCsvRecord(text)) {
      Iterator<CsvRecord> rows = reader.iterator();
      if (!rows.hasNext()) {
        return;
      }
      List<String> header = rows.next().getFields();
      Set<String> seen = new HashSet<>();
      for (String name : header) {
        if (name.isBlank() || !seen.add(name.toLowerCase(Locale.ROOT))) {
          body.wrong("line 1", "The header names a column twice or not at all: `" + name + "`.");
          return;
        }
      }
      while (rows.hasNext() && !body.hopeless()) {
        CsvRecord row = rows.next();
        line = row.getStartingLineNumber();
        add(header, row, body);
      }
    } catch (CsvParseException e) {
      body.wrong(
          "behind line " + line,
          "This is not CSV: a quoted field is not closed or not followed by"
              + " a comma, or a field is too long.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(List<String> header, CsvRecord row, PushBody body) {
    List<String> fields = row.getFields();
    if (fields.size() != header.size()) {
      body.wrong(
          "line " + row.getStartingLineNumber(),
          "The record has " + fields.size() + " fields, the header " + header.size() + ".");
      return;
    }
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < fields.size(); i++) {
      String value = fields.get(i);
      if (value.isEmpty()) {
        record.putNull(header.get(i));
      } else {
        record.put(header.get(i), value);
      }
    }
    body.add(
        new PushedRecord(
            row.getStartingLineNumber(), record, String.join(",", fields).getBytes(UTF_8).length));
  }
}

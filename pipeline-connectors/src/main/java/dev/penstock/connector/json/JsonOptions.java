package dev.penstock.connector.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.connector.files.FileOptions;
import dev.penstock.connector.files.OptionReader;
import java.util.List;

/**
 * The author's options, checked.
 *
 * @param sample how many records the columns are learned from
 * @param records where in a document the records are; not for JSON Lines
 */
record JsonOptions(FileOptions files, int sample, RecordPath records) {
  private static final int DEFAULT_SAMPLE = 10_000;
  private static final int MAX_SAMPLE = 1_000_000;

  private static final Option SAMPLE =
      new Option(
          "sample",
          OptionType.NUMBER,
          false,
          Integer.toString(DEFAULT_SAMPLE),
          "How many records the columns and their types are learned from, at most 1000000, and at"
              + " most 16 MiB of them.",
          List.of());

  private static final Option RECORDS =
      new Option(
          "records",
          OptionType.TEXT,
          false,
          "",
          "Where in the document the records are, for example `data.items` or"
              + " `$.orders[*].lines[*]`. A list's elements are the records, an object is one.",
          List.of());

  static final List<Option> JSON =
      List.of(
          FileOptions.PATH,
          FileOptions.COMPRESSION,
          FileOptions.INCREMENTAL,
          FileOptions.CHECKSUM,
          RECORDS,
          SAMPLE);

  static final List<Option> JSON_LINES = FileOptions.with(FileOptions.TEXT_FILES, SAMPLE);

  /**
   * @throws dev.penstock.error.PermanentException with every mistake; their places are the options'
   *     names
   */
  static JsonOptions parse(ObjectNode node) {
    OptionReader options = new OptionReader(node);
    FileOptions files = FileOptions.read(options);
    int sample = (int) options.number(SAMPLE.name(), 1, MAX_SAMPLE, DEFAULT_SAMPLE);
    RecordPath records = RecordPath.WHOLE;
    try {
      records = RecordPath.parse(options.text(RECORDS.name(), ""));
    } catch (IllegalArgumentException e) {
      options.wrong(RECORDS.name(), String.valueOf(e.getMessage()));
    }
    options.finish();
    return new JsonOptions(files, sample, records);
  }
}

package dev.penstock.connector.kafka;

import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.connector.files.OptionReader;
import dev.penstock.definition.SourceDefinition;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * The author's options, checked.
 *
 * @param avroSchema a record's schema; present where the values are Avro
 * @param metadata whether the columns that describe the record come along
 * @param splitOffsets offsets after which a partition is cut
 */
record KafkaOptions(
    String topic,
    Value value,
    Optional<Schema> avroSchema,
    Key key,
    boolean metadata,
    boolean incremental,
    boolean fromLatest,
    boolean goOnAfterLoss,
    long splitOffsets) {
  /** How a value is written. */
  enum Value {
    JSON,
    AVRO,
    TEXT,
    RAW
  }

  /** How a key is written. */
  enum Key {
    TEXT,
    JSON,
    RAW,
    NONE
  }

  private static final long DEFAULT_SPLIT_OFFSETS = 1_000_000;
  private static final long MIN_SPLIT_OFFSETS = 1_000;
  private static final int MAX_TOPIC = 249;

  static final List<Option> SPEC =
      List.of(
          new Option("topic", OptionType.TEXT, true, "", "The topic's name.", List.of()),
          new Option(
              "value",
              OptionType.TEXT,
              false,
              "json",
              "How values are written: `json` (one object, whose fields become columns), `avro` (binary,"
                  + " by `avro_schema`), `text` or `raw` (one column `value` with the text or the bytes).",
              List.of("json", "avro", "text", "raw")),
          new Option(
              "avro_schema",
              OptionType.TEXT,
              false,
              "",
              "The Avro schema of a record, as JSON text. Needed where `value` is `avro`.",
              List.of()),
          new Option(
              "key",
              OptionType.TEXT,
              false,
              "text",
              "How keys are written, for the column `_key`; `none` leaves the column out.",
              List.of("text", "json", "raw", "none")),
          new Option(
              "metadata",
              OptionType.BOOLEAN,
              false,
              "true",
              "Whether each record also gets the columns `_key`, `_headers`, `_timestamp`, `_partition`"
                  + " and `_offset`.",
              List.of()),
          new Option(
              "incremental",
              OptionType.BOOLEAN,
              false,
              "false",
              "Whether a run reads only what came since the last published one.",
              List.of()),
          new Option(
              "start",
              OptionType.TEXT,
              false,
              "earliest",
              "Where the first run begins: `latest` leaves out what is there already and is for"
                  + " incremental sources.",
              List.of("earliest", "latest")),
          new Option(
              "on_data_loss",
              OptionType.TEXT,
              false,
              "fail",
              "What happens where the topic no longer has what was not read yet: `continue` reads what is"
                  + " left and notes the loss.",
              List.of("fail", "continue")),
          new Option(
              "split_offsets",
              OptionType.NUMBER,
              false,
              Long.toString(DEFAULT_SPLIT_OFFSETS),
              "Offsets after which a partition is cut into a further split, which can be read at the"
                  + " same time; at least 1000.",
              List.of()));

  /**
   * @throws dev.penstock.error.PermanentException with every mistake; their places are the options'
   *     names
   */
  static KafkaOptions parse(SourceDefinition definition) {
    OptionReader options = new OptionReader(definition.options());
    String topic = options.text("topic", "");
    if (topic.isEmpty()
        || topic.length() > MAX_TOPIC
        || !topic.matches("[A-Za-z0-9._-]+")
        || topic.matches("\\.{1,2}")) {
      options.wrong("topic", "The name of a topic was expected: letters, digits, `.`, `_`, `-`.");
    }
    Value value =
        Value.valueOf(upper(options.word("value", List.of("json", "avro", "text", "raw"), "json")));
    Optional<Schema> schema = avroSchema(options, value);
    Key key =
        Key.valueOf(upper(options.word("key", List.of("text", "json", "raw", "none"), "text")));
    boolean metadata = options.flag("metadata", true);
    boolean incremental = options.flag(SourceDefinition.INCREMENTAL, false);
    boolean latest =
        options.word("start", List.of("earliest", "latest"), "earliest").equals("latest");
    if (latest && !incremental) {
      options.wrong(
          "start", "`latest` reads nothing but in an incremental source; set incremental to true.");
    }
    boolean goOn =
        options.word("on_data_loss", List.of("fail", "continue"), "fail").equals("continue");
    long splitOffsets =
        options.number(
            "split_offsets", MIN_SPLIT_OFFSETS, Long.MAX_VALUE / 2, DEFAULT_SPLIT_OFFSETS);
    options.finish();
    return new KafkaOptions(
        topic, value, schema, key, metadata, incremental, latest, goOn, splitOffsets);
  }

  private static Optional<Schema> avroSchema(OptionReader options, Value value) {
    String text = options.text("avro_schema", "");
    if (value != Value.AVRO) {
      if (options.given("avro_schema")) {
        options.wrong("avro_schema", "It is for `value: avro` only.");
      }
      return Optional.empty();
    }
    if (text.isBlank()) {
      options.wrong("avro_schema", "The schema is needed where value is avro.");
      return Optional.empty();
    }
    try {
      Schema schema = new Schema.Parser().parse(text);
      if (schema.getType() == Schema.Type.RECORD) {
        AvroColumns.check(schema);
        return Optional.of(schema);
      }
      options.wrong("avro_schema", "The schema of a record was expected.");
    } catch (AvroRuntimeException e) {
      options.wrong("avro_schema", "It is no valid Avro schema.");
    } catch (IllegalArgumentException e) {
      options.wrong("avro_schema", String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private static String upper(String word) {
    return word.toUpperCase(java.util.Locale.ROOT);
  }
}

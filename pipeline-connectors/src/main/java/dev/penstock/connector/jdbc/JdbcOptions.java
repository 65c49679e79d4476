package dev.penstock.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.batch.Columns;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The author's options, checked as far as that can be done without the database.
 *
 * @param what the table or the query
 * @param columns the columns that are read, in order; empty for all
 * @param splitBy the column whose ranges the splits are
 * @param splitRows rows after which a split ends
 * @param fetchSize rows that one answer of the server holds
 * @param snapshot whether all splits see one moment; empty where the author does not say
 */
record JdbcOptions(
    What what,
    List<String> columns,
    Optional<String> splitBy,
    long splitRows,
    Optional<Cursor> cursor,
    int fetchSize,
    Optional<Boolean> snapshot) {
  static final List<Option> SPEC =
      List.of(
          text(
              "table",
              "The table or view, as `schema.table`; for MariaDB and MySQL `database.table`. Either"
                  + " this or `query`."),
          text(
              "query",
              "One `SELECT`, in the database's own SQL and without a semicolon. It runs in a"
                  + " read-only transaction."),
          new Option(
              "columns",
              OptionType.TEXT_LIST,
              false,
              "",
              "The columns to read, in this order. All where it is left out.",
              List.of()),
          text(
              "split_by",
              "A column of whole numbers whose ranges become the splits. Where it is left out, a"
                  + " table's primary key if it is one such column."),
          new Option(
              "split_rows",
              OptionType.NUMBER,
              false,
              "500000",
              "Rows after which a split ends; a stream has at most 1000 splits.",
              List.of()),
          Option.object(
              SourceDefinition.CURSOR,
              "Read only what is new since the last published run, by a column that only grows.",
              List.of(
                  new Option(
                      "column",
                      OptionType.TEXT,
                      true,
                      "",
                      "A number, date, timestamp or text that new and changed rows have larger than"
                          + " all before.",
                      List.of()),
                  text("start", "Where the first run starts, this value included."))),
          new Option(
              "fetch_size",
              OptionType.NUMBER,
              false,
              "200",
              "Rows that one answer of the server holds, at most 1000. A record has at most 512 KiB,"
                  + " so this bounds the memory.",
              List.of()),
          new Option(
              "snapshot",
              OptionType.BOOLEAN,
              false,
              "",
              "Whether all splits see the same moment. Default: `true` for PostgreSQL; MariaDB and"
                  + " MySQL cannot.",
              List.of()));

  static final long DEFAULT_SPLIT_ROWS = 500_000;
  private static final long MAX_SPLIT_ROWS = 100_000_000;
  private static final int DEFAULT_FETCH_SIZE = 200;
  private static final int MAX_FETCH_SIZE = 1_000;

  /** What is read. */
  sealed interface What {
    /** As errors and places name it. */
    String origin();

    /** The option that names it. */
    String option();
  }

  /** A table or view; both names are quoted wherever they are used. */
  record Table(String schema, String name) implements What {
    @Override
    public String origin() {
      return schema + "." + name;
    }

    @Override
    public String option() {
      return "table";
    }
  }

  /** A query without a semicolon. */
  record Query(String sql) implements What {
    @Override
    public String origin() {
      return "query";
    }

    @Override
    public String option() {
      return "query";
    }
  }

  /** What makes the source incremental. */
  record Cursor(String column, Optional<String> start) {}

  JdbcOptions {
    columns = List.copyOf(columns);
  }

  /**
   * @throws PermanentException with every mistake; their places are the options' names
   */
  static JdbcOptions parse(ObjectNode options) {
    return new Parser(options).parse();
  }

  private static Option text(String name, String meaning) {
    return new Option(name, OptionType.TEXT, false, "", meaning, List.of());
  }

  private static final class Parser {
    private final ObjectNode options;
    private final List<Problem> problems = new ArrayList<>();

    Parser(ObjectNode options) {
      this.options = options;
    }

    JdbcOptions parse() {
      What what = what();
      List<String> columns = columns();
      Optional<String> splitBy = text(options, "split_by", "split_by");
      long splitRows = number("split_rows", DEFAULT_SPLIT_ROWS, MAX_SPLIT_ROWS);
      Optional<Cursor> cursor = cursor();
      int fetchSize = (int) number("fetch_size", DEFAULT_FETCH_SIZE, MAX_FETCH_SIZE);
      Optional<Boolean> snapshot = snapshot();
      if (!problems.isEmpty()) {
        throw new PermanentException(problems);
      }
      return new JdbcOptions(what, columns, splitBy, splitRows, cursor, fetchSize, snapshot);
    }

    private What what() {
      Optional<String> table = text(options, "table", "table");
      Optional<String> query = text(options, "query", "query");
      if (table.isPresent() == query.isPresent()) {
        wrong("table", "Either table or query was expected.");
        return new Query("");
      }
      return table.<What>map(this::table).orElseGet(() -> query(query.orElseThrow()));
    }

    private What table(String text) {
      int dot = text.indexOf('.');
      if (dot <= 0 || dot == text.length() - 1 || text.indexOf('\0') >= 0) {
        wrong("table", "`schema.table` was expected.");
        return new Query("");
      }
      return new Table(text.substring(0, dot), text.substring(dot + 1));
    }

    /** A semicolon would let the driver send a second statement, outside of the transaction. */
    private What query(String text) {
      if (text.indexOf(';') >= 0 || text.indexOf('\0') >= 0) {
        wrong(
            "query",
            "A query is one SELECT without a semicolon, also at its end and inside of texts; write"
                + " chr(59) there, or char(59) in MariaDB and MySQL.");
      }
      return new Query(text);
    }

    private List<String> columns() {
      if (!options.hasNonNull("columns")) {
        return List.of();
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
      return names;
    }

    private Optional<Cursor> cursor() {
      if (!options.hasNonNull(SourceDefinition.CURSOR)) {
        return Optional.empty();
      }
      JsonNode cursor = options.path(SourceDefinition.CURSOR);
      Optional<String> column = text(cursor, "column", "cursor.column");
      Optional<String> start = text(cursor, "start", "cursor.start");
      if (column.isEmpty()) {
        wrong("cursor.column", "The name of a column was expected.");
        return Optional.empty();
      }
      return Optional.of(new Cursor(column.get(), start));
    }

    private Optional<String> text(JsonNode options, String option, String where) {
      JsonNode value = options.path(option);
      if (value.isMissingNode() || value.isNull()) {
        return Optional.empty();
      }
      if (!value.isTextual() || value.textValue().isBlank()) {
        wrong(where, "Text was expected.");
        return Optional.empty();
      }
      return Optional.of(value.textValue());
    }

    private long number(String option, long otherwise, long max) {
      JsonNode value = options.path(option);
      if (!options.hasNonNull(option)) {
        return otherwise;
      }
      if (!value.isIntegralNumber()
          || !value.canConvertToLong()
          || value.longValue() < 1
          || value.longValue() > max) {
        wrong(option, "A whole number from 1 to " + max + " was expected.");
        return otherwise;
      }
      return value.longValue();
    }

    private Optional<Boolean> snapshot() {
      JsonNode value = options.path("snapshot");
      if (!options.hasNonNull("snapshot")) {
        return Optional.empty();
      }
      if (!value.isBoolean()) {
        wrong("snapshot", "true or false was expected.");
      }
      return Optional.of(value.booleanValue());
    }

    private void wrong(String option, String message) {
      problems.add(Problem.of("invalid-option", option, message));
    }
  }
}

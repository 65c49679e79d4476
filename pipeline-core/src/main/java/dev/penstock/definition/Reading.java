package dev.penstock.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the readers of one definition share: the mistakes, the references, the surroundings.
 *
 * @param lookups names of the look-ups of the stream at hand
 */
record Reading(
    Problems problems, References references, Surroundings surroundings, Set<String> lookups) {
  /** Stands for a table whose name is wrong, which is then reported already. */
  static final TableName NO_TABLE = new TableName("none", "none");

  /** The same for the steps of a stream with these look-ups. */
  Reading with(Set<String> lookups) {
    return new Reading(problems, references, surroundings, lookups);
  }

  /** A name that is a key of a map. */
  boolean name(String name, Spot spot) {
    if (Names.PART_PATTERN.matcher(name).matches()) {
      return true;
    }
    spot.problem(
        "bad-name",
        "The name `"
            + Paths.shown(name)
            + "` is not allowed: a name has lower-case letters, digits and `_`, starts with a"
            + " letter, and has at most 63 characters.",
        "");
    return false;
  }

  String matching(Spot spot, Pattern pattern, String expected) {
    String text = spot.text(expected);
    if (!text.isEmpty() && !pattern.matcher(text).matches()) {
      spot.problem(
          "bad-name", "`" + Paths.shown(text) + "` is not allowed; expected " + expected + ".", "");
      return "";
    }
    return text;
  }

  String connection(Spot spot) {
    return matching(
        spot,
        Names.CONNECTION_PATTERN,
        "a text that names a connection (letters, digits, `_`, `.`, `-`; at most 63)");
  }

  /** A query, which is put inside of another one and so must not end with a semicolon. */
  String query(Spot spot, String expected) {
    String sql = spot.text(expected);
    if (sql.stripTrailing().endsWith(";")) {
      spot.problem("not-a-query", "The SQL ends with `;`.", "Leave the `;` out.");
    }
    return sql;
  }

  /** One of the words of an enum, in lower case. */
  <E extends Enum<E>> Optional<E> word(Spot spot, E[] values, String what) {
    List<String> words = Stream.of(values).map(Reading::word).toList();
    String text = spot.text("a text, one of " + Spot.list(words));
    Optional<E> found = Stream.of(values).filter(value -> word(value).equals(text)).findFirst();
    if (found.isEmpty() && !text.isEmpty()) {
      spot.problem(
          "unknown-" + what,
          "`" + Paths.shown(text) + "` is not a " + what + " that exists.",
          NearMiss.advice(text, words, "The possible values"));
    }
    return found;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** A table of the author's, reported where another already goes there. */
  TableName table(Spot spot) {
    String text = spot.text("a text `schema.table`");
    if (text.isEmpty()) {
      return NO_TABLE;
    }
    TableName table;
    try {
      table = TableName.parse(text);
    } catch (IllegalArgumentException e) {
      spot.problem(
          "bad-table",
          "`"
              + Paths.shown(text)
              + "` is not a table; expected `schema.table`, each of letters, digits and `_`, not"
              + " starting with a digit, at most 63 characters.",
          "");
      return NO_TABLE;
    }
    if (Names.reservedSchema(table.schema())) {
      spot.problem(
          "reserved-name",
          "The schema `" + table.schema() + "` belongs to Penstock or the database.",
          "Choose a schema that does not start with `_penstock` or `pg_`.");
      return NO_TABLE;
    }
    references.table(table, spot.path());
    return table;
  }

  /** A list of different columns. */
  List<String> columns(Spot spot, int min) {
    return columns(spot, min, (column, item) -> {});
  }

  /** A list of different columns, none of them kept for Penstock. */
  List<String> ownColumns(Spot spot, int min) {
    return columns(spot, min, this::notReserved);
  }

  private List<String> columns(Spot spot, int min, BiConsumer<String, Spot> check) {
    List<String> columns = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Spot item : spot.items("a list of columns", min, DefinitionLimits.COLUMNS)) {
      String column = item.text("a text that names a column");
      if (column.isEmpty()) {
        continue;
      }
      if (!seen.add(column.toLowerCase(Locale.ROOT))) {
        item.problem(
            "duplicate-column", "Column `" + Paths.shown(column) + "` is listed twice.", "");
      }
      check.accept(column, item);
      columns.add(column);
    }
    return columns;
  }

  /** A map of different columns to types. */
  Map<String, String> types(Spot spot) {
    Map<String, String> types = new LinkedHashMap<>();
    spot.entries("a map of column to type", 1, DefinitionLimits.COLUMNS)
        .forEach(
            (column, type) -> {
              notReserved(column, type);
              type(type).ifPresent(found -> types.put(column, found));
            });
    return types;
  }

  /** A type as the rest of the program uses it. */
  Optional<String> type(Spot spot) {
    String text = spot.text("a text with a type, for example `decimal(12,2)`");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(CastType.normalise(text));
    } catch (IllegalArgumentException e) {
      spot.problem(
          "unknown-type",
          "`" + Paths.shown(text) + "` is not a type that exists.",
          Objects.requireNonNullElse(e.getMessage(), ""));
      return Optional.empty();
    }
  }

  /** Refuses a column that Penstock keeps for itself. */
  void notReserved(String column, Spot spot) {
    if (Names.reservedColumn(column)) {
      spot.problem(
          "reserved-name",
          "Column names that start like `" + Paths.shown(column) + "` are kept for Penstock.",
          "Choose a name that does not start with one of "
              + Spot.list(Names.RESERVED_COLUMNS)
              + ".");
    }
  }

  /** The name of a column that a step makes. */
  void newColumn(String column, Spot spot) {
    notReserved(column, spot);
    if (column.isBlank() || Names.tooLongForColumn(column)) {
      spot.problem(
          "bad-name",
          "The column name `"
              + Paths.shown(column)
              + "` is empty or longer than "
              + Names.MAX_COLUMN_BYTES
              + " bytes.",
          "Choose a shorter name.");
    }
  }
}

package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.copy.ColumnType;
import dev.penstock.connector.postgres.copy.ColumnType.Base;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * SQL of conditions between a row that comes and one with its key that is there. Columns are asked
 * for their types in a relation that has them all.
 */
final class Meeting {
  private final Catalog.Relation types;
  private final List<String> key;
  private final Optional<String> order;

  Meeting(Catalog.Relation types, List<String> key, Optional<String> order) {
    this.types = types;
    this.key = key;
    this.order = order;
  }

  /** Both have the same key. */
  String sameKey(String one, String other) {
    return key.stream()
        .map(Session::quoted)
        .map(column -> one + "." + column + " = " + other + "." + column)
        .collect(Collectors.joining(" AND "));
  }

  /** The row that comes is not older than the one that is there; NULL is the oldest. */
  String notOlder(String comes, String there) {
    return order
        .map(
            column ->
                "coalesce("
                    + comparable(comes, column)
                    + " >= "
                    + comparable(there, column)
                    + ", "
                    + there
                    + "."
                    + Session.quoted(column)
                    + " IS NULL)")
        .orElse("true");
  }

  /** Some of the columns differ; NULL is equal to NULL. */
  String differ(String one, String other, List<String> columns) {
    return columns.isEmpty()
        ? "false"
        : columns.stream()
            .map(
                column ->
                    comparable(one, column) + " IS DISTINCT FROM " + comparable(other, column))
            .collect(Collectors.joining(" OR ", "(", ")"));
  }

  /** The column in an expression that can be compared: text by its bytes, JSON as text. */
  String comparable(String alias, String column) {
    ColumnType type = types.column(column).orElseThrow().type();
    return alias + "." + Session.quoted(column) + comparison(type);
  }

  private static String comparison(ColumnType type) {
    Base base = type.base();
    if (base == Base.JSON) {
      return "::text COLLATE \"C\"";
    }
    boolean text = base == Base.TEXT || base == Base.VARCHAR || base == Base.BPCHAR;
    return text ? " COLLATE \"C\"" : "";
  }
}

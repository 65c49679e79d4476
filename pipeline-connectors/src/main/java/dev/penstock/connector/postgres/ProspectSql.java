package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A query for a table's rows as the publish will leave them, before it was made. */
final class ProspectSql {
  private ProspectSql() {}

  /**
   * The query.
   *
   * @param now the table; empty where it is not there yet
   * @param time that was settled for a history
   */
  static String of(
      Loaded item, Optional<Catalog.Relation> now, Catalog.Relation staged, String time) {
    return switch (item.mode()) {
      case REPLACE -> "SELECT * FROM " + item.staged();
      case APPEND -> added(item, now.orElseThrow(), staged);
      case UPSERT, CONTINUOUS -> merged(item, now.orElseThrow(), staged);
      case HISTORY -> new HistorySql(item, now, staged, time).prospect();
    };
  }

  private static String added(Loaded item, Catalog.Relation now, Catalog.Relation staged) {
    List<Catalog.Column> columns = columns(now, staged);
    return select(columns, c -> value("t", c, now))
        + " FROM "
        + item.target().quoted()
        + " AS t UNION ALL "
        + brought(item, now, staged);
  }

  /** The rows that a run adds, with the columns of the table that they are added to. */
  static String brought(Loaded item, Catalog.Relation now, Catalog.Relation staged) {
    return select(columns(now, staged), c -> value("s", c, staged))
        + " FROM "
        + item.staged()
        + " AS s";
  }

  private static String merged(Loaded item, Catalog.Relation now, Catalog.Relation staged) {
    List<Catalog.Column> columns = columns(now, staged);
    Optional<String> order = item.definition().merging().order();
    // A table without the column knows nothing of older and newer.
    Meeting meeting = new Meeting(staged, item.key(), order.filter(c -> now.column(c).isPresent()));
    String comes = "s." + Session.quoted(item.key().getFirst()) + " IS NOT NULL";
    return select(
            columns,
            c ->
                staged.column(c.name()).isEmpty()
                    ? value("t", c, now)
                    : "CASE WHEN "
                        + comes
                        + " THEN "
                        + value("s", c, staged)
                        + " ELSE "
                        + value("t", c, now)
                        + " END")
        + " FROM "
        + item.target().quoted()
        + " AS t LEFT JOIN "
        + item.staged()
        + " AS s ON "
        + meeting.sameKey("s", "t")
        + " AND "
        + meeting.notOlder("s", "t")
        + " UNION ALL "
        + select(columns, c -> value("s", c, staged))
        + " FROM "
        + item.staged()
        + " AS s WHERE NOT EXISTS (SELECT FROM "
        + item.target().quoted()
        + " AS t WHERE "
        + meeting.sameKey("s", "t")
        + ")";
  }

  private static List<Catalog.Column> columns(Catalog.Relation now, Catalog.Relation staged) {
    return Stream.concat(now.columns().stream(), Widening.added(now, staged).stream()).toList();
  }

  private static String select(
      List<Catalog.Column> columns, Function<Catalog.Column, String> value) {
    return "SELECT "
        + columns.stream()
            .map(column -> value.apply(column) + " AS " + Session.quoted(column.name()))
            .collect(Collectors.joining(", "));
  }

  private static String value(String alias, Catalog.Column column, Catalog.Relation in) {
    return in.column(column.name()).isPresent()
        ? alias + "." + Session.quoted(column.name())
        : "CAST(NULL AS " + column.type().sql() + ")";
  }
}

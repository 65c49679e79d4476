package dev.penstock.connector.postgres;

import static dev.penstock.definition.Merging.CURRENT;
import static dev.penstock.definition.Merging.VALID_FROM;
import static dev.penstock.definition.Merging.VALID_TO;

import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.definition.Finish;
import dev.penstock.definition.Merging;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SQL that says what becomes of a history. Intervals of a key never overlap, and one of them at
 * most is open.
 *
 * <p>Where a column says since when a row is true, the rows of a key that are there and those that
 * come are put in one order. One that comes ends where the one that it falls into ended, and each
 * ends at the latest where the next begins. One that comes and says nothing new is left out; one
 * with the key and the beginning of one that is there corrects it. Without such a column all that
 * comes begins at one time, which is behind everything that is there.
 */
final class HistorySql {
  private static final String FROM = Finish.HIDDEN + "_from";
  private static final String TO = Finish.HIDDEN + "_to";
  private static final String OLD = Finish.HIDDEN + "_old";
  private static final String CORRECTED = Finish.HIDDEN + "_corrected";
  private static final String REACH = Finish.HIDDEN + "_reach";
  private static final String END = Finish.HIDDEN + "_end";
  private static final String BEFORE = Finish.HIDDEN + "_before";
  private static final String BEFORE_END = Finish.HIDDEN + "_before_end";

  private final Loaded item;
  private final Optional<Catalog.Relation> now;
  private final Catalog.Relation staged;
  private final String at;
  private final Meeting meeting;

  /**
   * @param now the history; empty where it is not there yet
   * @param at time of the run
   */
  HistorySql(Loaded item, Optional<Catalog.Relation> now, Catalog.Relation staged, String at) {
    this.item = item;
    this.now = now;
    this.staged = staged;
    this.at = "'" + at + "'::timestamptz";
    this.meeting = new Meeting(staged, item.key(), item.definition().merging().order());
  }

  String time() {
    return at;
  }

  Meeting meeting() {
    return meeting;
  }

  /** The columns that the run brings and that the table may be given. */
  List<String> columns() {
    return now.map(there -> Widening.columns(there, staged))
        .orElseGet(() -> staged.columns().stream().map(Catalog.Column::name).toList());
  }

  /** Those among them that are not of the key. */
  List<String> values() {
    return columns().stream().filter(column -> !item.key().contains(column)).toList();
  }

  /** A row that comes changes the open one that is there; without a column of times. */
  String changes(String comes, String there) {
    return "(" + meeting.notOlder(comes, there) + " AND " + differ(comes, there) + ")";
  }

  /** The row that comes last of each key. */
  String latest() {
    return item.validFrom()
        .map(
            column ->
                "(SELECT DISTINCT ON ("
                    + Session.quoted(item.key())
                    + ") * FROM "
                    + item.staged()
                    + " ORDER BY "
                    + Session.quoted(item.key())
                    + ", "
                    + Session.quoted(column)
                    + " DESC)")
        .orElse(item.staged());
  }

  /**
   * All rows of the keys that come, as they will be: the columns, {@code _penstock_from} and {@code
   * _penstock_to}, {@code _penstock_old} where one is there, and {@code _penstock_corrected} where
   * that must change. For a history with a column of times.
   */
  String versions() {
    String column = item.validFrom().orElseThrow();
    String names = Session.quoted(columns());
    String key = Session.quoted(item.key());
    String wins = "(t." + OLD + " IS NULL OR " + changes("s", "t") + ")";
    List<String> points = new ArrayList<>();
    for (String name : columns()) {
      String quoted = Session.quoted(name);
      points.add(
          item.key().contains(name)
              ? "coalesce(t." + quoted + ", s." + quoted + ") AS " + quoted
              : "CASE WHEN s."
                  + FROM
                  + " IS NOT NULL AND "
                  + wins
                  + " THEN s."
                  + quoted
                  + " ELSE t."
                  + quoted
                  + " END AS "
                  + quoted);
    }
    String state =
        compared().stream()
            .map(name -> ", " + meeting.comparable("o", name))
            .collect(Collectors.joining("", "ROW(true", ")"));
    String byKey = "(PARTITION BY " + key + " ORDER BY " + FROM + ")";
    return "WITH points AS (SELECT "
        + String.join(", ", points)
        + (", coalesce(t.%1$s, s.%1$s) AS %1$s, t.%2$s, t.%3$s IS NOT NULL AS %3$s,"
                + " t.%3$s IS NOT NULL AND s.%1$s IS NOT NULL AND %4$s AS %5$s")
            .formatted(FROM, TO, OLD, wins, CORRECTED)
        + " FROM ("
        + oldRows()
        + ") AS t FULL JOIN (SELECT "
        + names
        + ", "
        + Session.quoted(column)
        + "::timestamptz AS "
        + FROM
        + " FROM "
        + item.staged()
        + ") AS s ON "
        + meeting.sameKey("s", "t")
        + (" AND s.%1$s = t.%1$s), reached AS (SELECT *, max(CASE WHEN %2$s THEN"
                + " coalesce(%3$s, 'infinity') END) OVER (PARTITION BY %4$s ORDER BY %1$s"
                + " ROWS UNBOUNDED PRECEDING) AS %5$s FROM points), ended AS (SELECT *, CASE"
                + " WHEN %2$s THEN coalesce(%3$s, 'infinity') WHEN %5$s > %1$s THEN %5$s"
                + " ELSE 'infinity' END AS %6$s FROM reached), compared AS (SELECT *,")
            .formatted(FROM, OLD, TO, key, REACH, END)
        + (" lag(%1$s) OVER %2$s AS %3$s, lag(%4$s) OVER %2$s AS %5$s FROM ended AS o),"
                + " kept AS (SELECT * FROM compared AS o WHERE %6$s OR %5$s IS NULL OR %5$s <= %7$s"
                + " OR %3$s IS DISTINCT FROM %1$s), whole AS (SELECT *, nullif(least(%4$s,"
                + " lead(%7$s) OVER %2$s), 'infinity') AS %8$s FROM kept)")
            .formatted(state, byKey, BEFORE, END, BEFORE_END, OLD, FROM, Finish.HIDDEN + "_until")
        + (" SELECT %1$s, %2$s, %3$s_until AS %4$s, %5$s, %6$s OR (%5$s AND %3$s_until IS DISTINCT"
                + " FROM %4$s) AS %6$s FROM whole")
            .formatted(names, FROM, Finish.HIDDEN, TO, OLD, CORRECTED);
  }

  /** The history as the publish will leave it, for models and checks. */
  String prospect() {
    List<Catalog.Column> all = prospectColumns();
    return item.validFrom().isPresent() ? prospectByColumn(all) : prospectByTime(all);
  }

  private String prospectByTime(List<Catalog.Column> all) {
    String ended = "s." + Session.quoted(item.key().getFirst()) + " IS NOT NULL";
    String open = "t." + current();
    return select(all, column -> "t." + Session.quoted(column.name()))
        + times(
            "t." + VALID_FROM,
            "CASE WHEN " + ended + " THEN " + at + " ELSE " + oldEnd() + " END",
            open + " AND NOT " + ended + (item.closes() ? " AND " + atSource() : ""))
        + " FROM "
        + there()
        + " AS t LEFT JOIN "
        + item.staged()
        + " AS s ON "
        + String.join(" AND ", open, meeting.sameKey("s", "t"), changes("s", "t"))
        + " UNION ALL "
        + fresh(all, at)
        + " FROM "
        + item.staged()
        + " AS s WHERE NOT EXISTS (SELECT FROM "
        + there()
        + " AS t WHERE "
        + String.join(" AND ", open, meeting.sameKey("s", "t"), "NOT " + changes("s", "t"))
        + ")";
  }

  private String prospectByColumn(List<Catalog.Column> all) {
    String versions =
        select(all, column -> (staged(column) ? "v." : "t.") + Session.quoted(column.name()))
            + times("v." + FROM, "v." + TO, "v." + TO + " IS NULL")
            + " FROM ("
            + versions()
            + ") AS v LEFT JOIN "
            + there()
            + " AS t ON v."
            + OLD
            + " AND "
            + meeting.sameKey("v", "t")
            + " AND v."
            + FROM
            + " = t."
            + VALID_FROM;
    String others =
        select(all, column -> "t." + Session.quoted(column.name()))
            + times("t." + VALID_FROM, oldEnd(), item.closes() ? "false" : "t." + current())
            + " FROM "
            + there()
            + " AS t WHERE NOT "
            + atSource();
    // Keys that were closed and are at the source again with a version that is old.
    String back =
        fresh(all, beginning("(" + versions() + ")", TO))
            + " FROM "
            + latest()
            + " AS s WHERE NOT EXISTS (SELECT FROM ("
            + versions()
            + ") AS v WHERE v."
            + TO
            + " IS NULL AND "
            + meeting.sameKey("v", "s")
            + ")";
    return versions + " UNION ALL " + others + (item.closes() ? " UNION ALL " + back : "");
  }

  /** Rows {@code s} that begin with the run. */
  private String fresh(List<Catalog.Column> all, String from) {
    return select(all, c -> staged(c) ? "s." + Session.quoted(c.name()) : none(c))
        + times(from, "CAST(NULL AS timestamptz)", "true");
  }

  private List<Catalog.Column> prospectColumns() {
    List<Catalog.Column> own =
        now.map(
                there ->
                    there.columns().stream()
                        .filter(c -> !History.COLUMNS.contains(c.name()))
                        .toList())
            .orElse(List.of());
    Stream<Catalog.Column> added =
        staged.columns().stream()
            .filter(c -> own.stream().noneMatch(o -> o.name().equals(c.name())));
    return Stream.concat(own.stream(), added).toList();
  }

  private static String select(
      List<Catalog.Column> columns, Function<Catalog.Column, String> value) {
    return "SELECT "
        + columns.stream()
            .map(column -> value.apply(column) + " AS " + Session.quoted(column.name()))
            .collect(Collectors.joining(", "));
  }

  private static String times(String from, String to, String current) {
    return ", %s AS %s, %s AS %s, %s AS %s"
        .formatted(from, VALID_FROM, to, VALID_TO, current, current());
  }

  private static String none(Catalog.Column column) {
    return "CAST(NULL AS " + column.type().sql() + ")";
  }

  private boolean staged(Catalog.Column column) {
    return staged.column(column.name()).isPresent();
  }

  /** When an open row of a key ends that the run does not change. */
  private String oldEnd() {
    return item.closes()
        ? "CASE WHEN t."
            + current()
            + " AND NOT "
            + atSource()
            + " THEN "
            + endOfMissing()
            + " ELSE t."
            + VALID_TO
            + " END"
        : "t." + VALID_TO;
  }

  /** When the open row {@code t} ends whose key is gone; no interval is empty. */
  String endOfMissing() {
    return "greatest(" + at + ", t." + VALID_FROM + " + interval '1 microsecond')";
  }

  /**
   * Since when a row {@code s} is true whose key has no open one.
   *
   * @param table the key's other rows
   * @param end the column that says when they ended
   */
  String beginning(String table, String end) {
    return item.validFrom().isEmpty()
        ? at
        : "greatest("
            + at
            + ", (SELECT max(b."
            + end
            + ") FROM "
            + table
            + " AS b WHERE "
            + meeting.sameKey("b", "s")
            + "))";
  }

  /** The key of {@code t} is among those that come. */
  String atSource() {
    return "EXISTS (SELECT FROM "
        + item.staged()
        + " AS n WHERE "
        + meeting.sameKey("n", "t")
        + ")";
  }

  /** The rows that are there of keys that come. */
  private String oldRows() {
    return "SELECT "
        + columns().stream().map(c -> "t." + Session.quoted(c)).collect(Collectors.joining(", "))
        + ", t.%s AS %s, t.%s AS %s, true AS %s FROM %s AS t WHERE %s"
            .formatted(VALID_FROM, FROM, VALID_TO, TO, OLD, there(), atSource());
  }

  /** The table, also where it is not there yet, with the columns that it will be given. */
  private String there() {
    List<String> added = new ArrayList<>();
    for (Catalog.Column column : staged.columns()) {
      if (now.isEmpty() || now.get().column(column.name()).isEmpty()) {
        added.add(none(column) + " AS " + Session.quoted(column.name()));
      }
    }
    if (now.isPresent()) {
      String table = item.target().quoted();
      return added.isEmpty()
          ? table
          : "(SELECT *, " + String.join(", ", added) + " FROM " + table + ")";
    }
    String none = "CAST(NULL AS timestamptz)";
    return "(SELECT " + String.join(", ", added) + times(none, none, "false") + " WHERE false)";
  }

  private String differ(String one, String other) {
    return meeting.differ(one, other, compared());
  }

  /** The columns that make a version; neither the order nor the time does. */
  private List<String> compared() {
    Merging merging = item.definition().merging();
    return Lineage.without(values()).stream()
        .filter(column -> !merging.order().map(column::equals).orElse(false))
        .filter(column -> !merging.validFrom().map(column::equals).orElse(false))
        .toList();
  }

  /** The name is a word of SQL. */
  static String current() {
    return Session.quoted(CURRENT);
  }
}

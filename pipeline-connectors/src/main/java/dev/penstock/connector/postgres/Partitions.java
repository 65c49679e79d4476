package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.audit.Texts;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.Targets.Target;
import dev.penstock.definition.Layout;
import dev.penstock.definition.Layout.Partition;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Divides an output's table into partitions by a column: by range where spans of the calendar are
 * asked for, else by value. Rows without a value, or with an infinite one, lie in the default
 * partition. Partitions are made when rows come for them.
 */
final class Partitions {
  /** The most that one run makes. */
  static final int MAX_NEW = 400;

  private static final int MAX_SEEN = 10_000;

  /** PostgreSQL prints lists of values so: texts in quotes, numbers and truths without. */
  private static final Pattern VALUE = Pattern.compile("'((?:[^']|'')*)'|([^,()\\s]+)");

  private Partitions() {}

  /**
   * A partition.
   *
   * @param bounds what follows {@code PARTITION OF x}
   */
  record Part(String name, String bounds) {
    String sql(TableName table) {
      return "CREATE TABLE " + quotedName(table) + " PARTITION OF " + table.quoted() + " " + bounds;
    }

    String quotedName(TableName table) {
      return Session.quoted(table.schema()) + "." + Session.quoted(name);
    }

    boolean isDefault() {
      return bounds.equals("DEFAULT");
    }
  }

  /** Refuses before the first row a table that is divided in another way, or not at all. */
  static void refuseOther(Session session, LoadBatch batch, Catalog.Relation table)
      throws SQLException {
    if (batch.target().layout().partition().isEmpty()) {
      return;
    }
    Partition wanted = batch.target().layout().partition().get();
    String is =
        session
            .first(
                "SELECT coalesce(pg_get_partkeydef(?::oid), '')",
                row -> row.getString(1),
                table.oid())
            .orElse("");
    String strategy = strategy(wanted);
    Set<String> same = Set.of(strategy + " (" + wanted.by() + ")", key(wanted));
    if (!same.contains(is)) {
      throw other(
          ColumnMatch.where(batch),
          batch.table(),
          is.isEmpty() ? "is not divided into partitions" : "is divided by " + is);
    }
  }

  /** The same for a publish, if the table was made meanwhile. */
  static void refuseOther(Target target) {
    boolean wanted =
        target.item() instanceof Loaded item && item.definition().layout().partition().isPresent();
    if (wanted && target.now().map(now -> now.kind() != 'p').orElse(false)) {
      throw other(
          "table " + target.item().target(),
          target.item().target(),
          "is not divided into partitions");
    }
  }

  private static PermanentException other(String where, TableName table, String is) {
    return new PermanentException(
        new Problem(
            "table-layout",
            where,
            "The table " + table + " exists and " + is + ", and the output's `partition` differs.",
            "PostgreSQL cannot divide a table that exists: rename it, run the pipeline in full and"
                + " copy what is missing, or change `partition`."));
  }

  /** Makes a new table with its partitions, and puts the staged rows there. */
  static void create(Session session, Ddl ddl, Target target) throws SQLException {
    Loaded item = (Loaded) target.item();
    Catalog.Relation staged = target.staged().orElseThrow();
    Partition partition = item.definition().layout().partition().orElseThrow();
    ddl.run(
        "CREATE TABLE "
            + item.target().quoted()
            + " ("
            + Looks.columns(staged, item.key())
            + ") PARTITION BY "
            + key(partition));
    for (Part part : missing(session, target, item)) {
      ddl.run(part.sql(item.target()));
    }
    String columns = Session.quoted(staged.columns().stream().map(Catalog.Column::name).toList());
    session.execute(
        "INSERT INTO "
            + item.target().quoted()
            + " ("
            + columns
            + ") SELECT "
            + columns
            + " FROM "
            + item.staged());
    ModelBuilder.drop(session, item.relation());
    Indexes.ensure(session, ddl, item);
  }

  /**
   * Makes the partitions that a table lacks for the staged rows. Readers go on, unless the table
   * has a default partition: that one is searched meanwhile for rows of the new ones.
   */
  static void ensure(Session session, Ddl ddl, Target target, Loaded item) throws SQLException {
    TableName table = item.target();
    for (Part part : missing(session, target, item)) {
      Savepoint before = session.savepoint();
      try {
        // Attached, and not made in its place, which would shut readers out.
        session.execute(
            "CREATE TABLE "
                + part.quotedName(table)
                + " (LIKE "
                + table.quoted()
                + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED"
                + " INCLUDING STORAGE INCLUDING INDEXES)");
        session.execute(
            "ALTER TABLE "
                + table.quoted()
                + " ATTACH PARTITION "
                + part.quotedName(table)
                + " "
                + part.bounds());
        session.release(before);
        ddl.note(part.sql(table));
      } catch (SQLException e) {
        // 42P17: a person made a partition for these rows, and for others.
        if (!SqlErrors.state(e).equals("42P17")) {
          throw e;
        }
        session.rollbackTo(before);
        session.release(before);
      }
    }
  }

  /** Whether a table has a default partition. */
  static boolean catchesAll(Session session, Target target) throws SQLException {
    return session.number(
            "SELECT count(*) FROM pg_partitioned_table WHERE partrelid = ?::oid AND partdefid <> 0",
            target.now().orElseThrow().oid())
        > 0;
  }

  /** The partitions that the staged rows need and the table, if it is there, has not. */
  static List<Part> missing(Session session, Target target, Loaded item) throws SQLException {
    Layout layout = item.definition().layout();
    boolean divided = target.now().map(now -> now.kind() == 'p').orElse(true);
    if (layout.partition().isEmpty() || !divided || target.staged().isEmpty()) {
      return List.of();
    }
    Partition partition = layout.partition().get();
    Set<String> there = new HashSet<>();
    if (target.now().isPresent()) {
      there.addAll(bounds(session, target.now().get().oid()));
    }
    List<Part> missing =
        wanted(session, target.staged().get(), item, partition).stream()
            .filter(
                part ->
                    !there.contains(part.bounds())
                        && values(part.bounds()).stream().noneMatch(there::contains))
            .toList();
    if (missing.size() > MAX_NEW) {
      throw new PermanentException(
          new Problem(
              "too-many-partitions",
              "streams." + item.stream() + "." + item.path() + ".partition",
              "The run's rows need "
                  + (missing.size() >= MAX_SEEN ? "more than " : "")
                  + Texts.count(missing.size(), "new partition")
                  + " of "
                  + item.target()
                  + ", and a run makes at most "
                  + MAX_NEW
                  + ".",
              "Divide by longer spans or by a column with fewer values, or load the rows in"
                  + " several runs."));
    }
    List<Part> named = new ArrayList<>();
    for (Part part : missing) {
      boolean taken = Catalog.find(session, item.target().schema(), part.name()).isPresent();
      named.add(taken ? new Part(ShortName.hashed(part.name(), "", ""), part.bounds()) : part);
    }
    return named;
  }

  private static Set<String> bounds(Session session, long table) throws SQLException {
    Set<String> bounds = new HashSet<>();
    for (String text :
        session.query(
            """
            SELECT pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i
            JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = ?::oid
            """,
            row -> row.getString(1),
            table)) {
      bounds.add(text);
      bounds.addAll(values(text));
    }
    return bounds;
  }

  /** Each value of a list, in one form. */
  private static List<String> values(String bounds) {
    String list = "FOR VALUES IN (";
    if (!bounds.startsWith(list)) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    Matcher value = VALUE.matcher(bounds.substring(list.length()));
    while (value.find()) {
      values.add("IN " + (value.group(1) == null ? value.group(2) : value.group(1)));
    }
    return values;
  }

  private static List<Part> wanted(
      Session session, Catalog.Relation staged, Loaded item, Partition partition)
      throws SQLException {
    String column = Session.quoted(partition.by());
    String type = staged.column(partition.by()).orElseThrow().type().sql();
    String none =
        column
            + " IS NULL"
            + (partition.every().isPresent() ? " OR NOT isfinite(" + column + ")" : "");
    List<Part> parts = new ArrayList<>();
    String table = item.target().table();
    if (session.number(
            "SELECT count(*) WHERE EXISTS (SELECT FROM " + item.staged() + " WHERE " + none + ")")
        > 0) {
      parts.add(new Part(ShortName.of(table, "default", ""), "DEFAULT"));
    }
    if (partition.every().isPresent()) {
      Layout.Span span = partition.every().get();
      String word = word(span);
      parts.addAll(
          session.query(
              "SELECT l::text, (l + interval '1 "
                  + word
                  + "')::"
                  + type
                  + "::text, to_char(l, '"
                  + form(span)
                  + "') || CASE WHEN l < '0001-01-01' THEN '_bc' ELSE '' END FROM (SELECT DISTINCT date_trunc('"
                  + word
                  + "', "
                  + column
                  + ")::"
                  + type
                  + " AS l FROM "
                  + item.staged()
                  + " WHERE NOT ("
                  + none
                  + ")) AS spans ORDER BY l LIMIT "
                  + MAX_SEEN,
              row ->
                  new Part(
                      ShortName.of(table, "p" + row.getString(3), ""),
                      "FOR VALUES FROM ('"
                          + row.getString(1)
                          + "') TO ('"
                          + row.getString(2)
                          + "')")));
    } else {
      parts.addAll(
          session.query(
              "SELECT v::text FROM (SELECT DISTINCT "
                  + column
                  + " AS v FROM "
                  + item.staged()
                  + " WHERE NOT ("
                  + none
                  + ")) AS found ORDER BY v LIMIT "
                  + MAX_SEEN,
              row ->
                  new Part(
                      ShortName.of(table, "p_" + row.getString(1), ""),
                      // As PostgreSQL prints it again.
                      "FOR VALUES IN ('" + row.getString(1).replace("'", "''") + "')")));
    }
    return parts;
  }

  static String key(Partition partition) {
    return strategy(partition) + " (" + Session.quoted(partition.by()) + ")";
  }

  private static String strategy(Partition partition) {
    return partition.every().isPresent() ? "RANGE" : "LIST";
  }

  private static String word(Layout.Span span) {
    return switch (span) {
      case DAY -> "day";
      case MONTH -> "month";
      case YEAR -> "year";
    };
  }

  private static String form(Layout.Span span) {
    return switch (span) {
      case DAY -> "YYYY_MM_DD";
      case MONTH -> "YYYY_MM";
      case YEAR -> "YYYY";
    };
  }
}

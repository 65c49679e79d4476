package dev.penstock.connector.postgres;

import static dev.penstock.definition.Merging.VALID_FROM;
import static dev.penstock.definition.Merging.VALID_TO;

import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.Targets.Target;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.Merging;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Goes on with a history: rows that differ end those that are open and follow them. */
final class History {
  /** The columns that a history has beside those of its output. */
  static final Set<String> COLUMNS = Set.of(VALID_FROM, VALID_TO, Merging.CURRENT);

  private static final String PLAN = "_plan";

  private final Session session;
  private final Ddl ddl;
  private final Target target;

  History(Session session, Ddl ddl, Target target) {
    this.session = session;
    this.ddl = ddl;
    this.target = target;
  }

  /** Whether a column is one that the table has and its output must not have. */
  static boolean own(LoadMode mode, String column) {
    return mode == LoadMode.HISTORY && COLUMNS.contains(column);
  }

  /**
   * Settles the time of the run: when rows end that it ends, and since when those are true that do
   * not say it themselves. It is behind every time in the table, also where clocks go wrong.
   */
  static void settle(Session session, Loaded item) throws SQLException {
    boolean there = Catalog.find(session, item.target()).isPresent();
    session.update(
        "UPDATE _penstock.staging SET at = greatest(clock_timestamp(), "
            + (there && item.validFrom().isEmpty()
                ? "(SELECT max(greatest(valid_from, valid_to)) + interval '1 microsecond' FROM "
                    + item.target().quoted()
                    + ")"
                : "NULL")
            + ") WHERE relation = ?",
        item.relation());
  }

  /** The time that was settled, as a text with its zone. */
  static String time(Session session, Loaded item) throws SQLException {
    return session
        .first(
            "SELECT at::text FROM _penstock.staging WHERE relation = ?",
            row -> row.getString(1),
            item.relation())
        .orElseThrow();
  }

  /** Makes the tables of histories that are not there yet, without rows. */
  static void create(Session session, Ddl ddl, StagedPipeline pipeline) throws SQLException {
    for (Loaded item : pipeline.loaded()) {
      if (item.mode() == LoadMode.HISTORY && Catalog.find(session, item.target()).isEmpty()) {
        Catalog.Relation staged =
            Catalog.find(session, Bookkeeping.STAGING_SCHEMA, item.relation()).orElse(null);
        if (staged != null) {
          Bookkeeping.lock(session, item.target());
          if (Catalog.find(session, item.target()).isEmpty()) {
            create(ddl, item, Brought.of(session, item, staged));
          }
        }
      }
    }
  }

  private static void create(Ddl ddl, Loaded item, Catalog.Relation staged) throws SQLException {
    String table = item.target().quoted();
    String key = Session.quoted(item.key());
    ddl.run(
        "CREATE TABLE "
            + table
            + " ("
            + staged.columns().stream()
                .map(c -> Session.quoted(c.name()) + " " + c.type().sql())
                .collect(Collectors.joining(", "))
            + ", valid_from timestamptz NOT NULL, valid_to timestamptz, "
            + HistorySql.current()
            + " boolean NOT NULL, PRIMARY KEY ("
            + key
            + ", valid_from))"
            + item.definition()
                .layout()
                .partition()
                .map(partition -> " PARTITION BY " + Partitions.key(partition))
                .orElse(""));
    ddl.run("CREATE UNIQUE INDEX ON " + table + " (" + key + ") WHERE " + HistorySql.current());
  }

  Changes run() throws SQLException {
    Loaded item = (Loaded) target.item();
    Catalog.Relation staged = Brought.of(session, item, target.staged().orElseThrow());
    Catalog.Relation now = Widening.run(session, ddl, target);
    HistorySql sql = new HistorySql(item, Optional.of(now), staged, time(session, item));
    try {
      Changes changes = item.validFrom().isPresent() ? byColumn(item, sql) : byTime(item, sql);
      ModelBuilder.drop(session, item.relation());
      return changes;
    } catch (SQLException e) {
      if (SqlErrors.aboutRow(e)) {
        throw new PermanentException(Addition.conflict(item, SqlErrors.message(e)), e);
      }
      throw e;
    }
  }

  private Changes byTime(Loaded item, HistorySql sql) throws SQLException {
    refuseLaterTimes(item, sql);
    long ended =
        session.change(
            "UPDATE "
                + item.target().quoted()
                + " AS t SET "
                + end(sql.time())
                + " FROM "
                + item.staged()
                + " AS s WHERE t."
                + HistorySql.current()
                + " AND "
                + sql.meeting().sameKey("s", "t")
                + " AND "
                + sql.changes("s", "t"));
    ended += closeMissing(item, sql);
    return new Changes(open(item, sql), ended, 0);
  }

  /** Another run came between this one's audit and its publish. */
  private void refuseLaterTimes(Loaded item, HistorySql sql) throws SQLException {
    boolean later =
        session.number(
                "SELECT CASE WHEN EXISTS (SELECT FROM "
                    + item.target().quoted()
                    + " WHERE greatest(valid_from, valid_to) >= "
                    + sql.time()
                    + ") THEN 1 ELSE 0 END")
            > 0;
    if (later) {
      throw new PermanentException(
          new Problem(
              "history-changed",
              "streams." + item.stream() + "." + item.path() + " (table " + item.target() + ")",
              "Another run wrote the history between this run's audit and its publish.",
              "Start a new run."));
    }
  }

  private Changes byColumn(Loaded item, HistorySql sql) throws SQLException {
    String plan = StagingName.quoted(item.relation() + PLAN);
    String from = "_penstock_from";
    String to = "_penstock_to";
    // What is there and stays as it is is not written down.
    session.execute(
        "CREATE UNLOGGED TABLE "
            + plan
            + " AS SELECT * FROM ("
            + sql.versions()
            + ") AS v WHERE NOT _penstock_old OR _penstock_corrected");
    session.execute("ANALYZE " + plan);
    String values =
        sql.values().stream()
            .map(Session::quoted)
            .map(column -> column + " = v." + column + ", ")
            .collect(Collectors.joining());
    long updated =
        session.change(
            "UPDATE %s AS t SET %svalid_to = v.%s, %s = v.%s IS NULL FROM %s AS v WHERE v._penstock_old AND %s AND t.valid_from = v.%s"
                .formatted(
                    item.target().quoted(),
                    values,
                    to,
                    HistorySql.current(),
                    to,
                    plan,
                    sql.meeting().sameKey("v", "t"),
                    from));
    updated += closeMissing(item, sql);
    String names = Session.quoted(sql.columns());
    long inserted =
        session.change(
            "INSERT INTO %s (%s, valid_from, valid_to, %s) OVERRIDING SYSTEM VALUE SELECT %s, %s, %s, %s IS NULL FROM %s WHERE NOT _penstock_old"
                .formatted(
                    item.target().quoted(),
                    names,
                    HistorySql.current(),
                    names,
                    from,
                    to,
                    to,
                    plan));
    session.execute("DROP TABLE " + plan);
    if (item.closes()) {
      inserted += open(item, sql);
    }
    return new Changes(inserted, updated, 0);
  }

  private long closeMissing(Loaded item, HistorySql sql) throws SQLException {
    return item.closes()
        ? session.change(
            "UPDATE "
                + item.target().quoted()
                + " AS t SET "
                + end(sql.endOfMissing())
                + " WHERE t."
                + HistorySql.current()
                + " AND NOT "
                + sql.atSource())
        : 0;
  }

  /** Opens a row for every key that comes and has none. */
  private long open(Loaded item, HistorySql sql) throws SQLException {
    List<String> columns = sql.columns();
    String names = Session.quoted(columns);
    return session.change(
        "INSERT INTO "
            + item.target().quoted()
            + " ("
            + names
            + ", valid_from, "
            + HistorySql.current()
            + ") OVERRIDING SYSTEM VALUE SELECT "
            + names
            + ", "
            + sql.beginning(item.target().quoted(), VALID_TO)
            + ", true FROM "
            + sql.latest()
            + " AS s WHERE NOT EXISTS (SELECT FROM "
            + item.target().quoted()
            + " AS t WHERE t."
            + HistorySql.current()
            + " AND "
            + sql.meeting().sameKey("s", "t")
            + ")");
  }

  private static String end(String time) {
    return "valid_to = " + time + ", " + HistorySql.current() + " = false";
  }
}

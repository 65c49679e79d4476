package dev.penstock.connector.postgres;

import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.List;

/**
 * The indexes that an output's definition asks for. They are made beside the staged rows where the
 * table comes out of staging, else at the table itself, and bear a mark, so that those that the
 * definition no longer has can go and a person's stay.
 */
final class Indexes {
  private static final String SUFFIX = "_x";
  private static final String END = "_idx";

  private Indexes() {}

  /**
   * An index that a table has.
   *
   * @param marked whether a definition asked for it
   */
  private record Index(String name, boolean marked, List<String> columns) {}

  /** Makes them at the staged table, for the audit. */
  static void stage(Session session, Loaded item) throws SQLException {
    List<List<String>> wanted = item.definition().layout().indexes();
    for (int i = 0; i < wanted.size(); i++) {
      String name = item.relation() + SUFFIX + i;
      if (Catalog.find(session, Bookkeeping.STAGING_SCHEMA, name).isEmpty()) {
        create(session, item, name, item.staged(), wanted.get(i));
        mark(session, Bookkeeping.STAGING_SCHEMA, name);
      }
    }
  }

  /** Gives those of a table that left staging their names. */
  static void rename(Session session, Loaded item) throws SQLException {
    TableName table = item.target();
    List<List<String>> wanted = item.definition().layout().indexes();
    for (int i = 0; i < wanted.size(); i++) {
      String name = item.relation() + SUFFIX + i;
      if (Catalog.find(session, table.schema(), name).isPresent()) {
        session.execute(
            "ALTER INDEX "
                + quoted(table.schema(), name)
                + " RENAME TO "
                + Session.quoted(free(session, table, wanted.get(i))));
      }
    }
  }

  /** Makes those that a table lacks which left staging, without a word. */
  static void make(Session session, Loaded item) throws SQLException {
    ensure(session, new Ddl(session), item);
  }

  /** Makes those that the table lacks. */
  static void ensure(Session session, Ddl ddl, Loaded item) throws SQLException {
    TableName table = item.target();
    for (List<String> columns : missing(session, table, item.definition().layout().indexes())) {
      String name = free(session, table, columns);
      create(session, item, name, table.quoted(), columns);
      mark(session, table.schema(), name);
      ddl.note(statement(name, table.quoted(), columns));
    }
  }

  /** Lists of columns that the table has no index over. */
  static List<List<String>> missing(Session session, TableName table, List<List<String>> wanted)
      throws SQLException {
    List<Index> there = of(session, table);
    return wanted.stream()
        .filter(columns -> there.stream().noneMatch(index -> index.columns().equals(columns)))
        .toList();
  }

  /** Drops those that a definition asked for and this one does not. */
  static void dropSurplus(Session session, Ddl ddl, Loaded item) throws SQLException {
    for (String name : surplus(session, item)) {
      ddl.run("DROP INDEX " + quoted(item.target().schema(), name));
    }
  }

  static List<String> surplus(Session session, Loaded item) throws SQLException {
    List<List<String>> wanted = item.definition().layout().indexes();
    return of(session, item.target()).stream()
        .filter(index -> index.marked() && !wanted.contains(index.columns()))
        .map(Index::name)
        .toList();
  }

  private static List<Index> of(Session session, TableName table) throws SQLException {
    return session.query(
        """
        SELECT x.relname, obj_description(x.oid, 'pg_class') IS NOT DISTINCT FROM ?,
          (SELECT string_agg(a.attname, chr(1) ORDER BY k.position)
           FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, position)
           JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
           WHERE k.position <= i.indnkeyatts)
        FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
        JOIN pg_am m ON m.oid = x.relam AND m.amname = 'btree'
        WHERE i.indrelid = to_regclass(?) AND NOT i.indisprimary AND i.indisvalid
          AND i.indpred IS NULL AND i.indexprs IS NULL
        ORDER BY x.relname
        """,
        row ->
            new Index(
                row.getString(1), row.getBoolean(2), List.of(row.getString(3).split("\u0001"))),
        ModelBuilder.INDEX_MARK,
        table.quoted());
  }

  private static String free(Session session, TableName table, List<String> columns)
      throws SQLException {
    String middle = String.join("_", columns);
    String name = ShortName.of(table.table(), middle, END);
    return Catalog.find(session, table.schema(), name).isEmpty()
        ? name
        : ShortName.hashed(table.table(), middle, END);
  }

  private static void create(
      Session session, Loaded item, String name, String on, List<String> columns)
      throws SQLException {
    try {
      session.execute(statement(name, on, columns));
    } catch (SQLException e) {
      String state = SqlErrors.state(e);
      // 54000: a value is too long for an index. 42704: the type has no order. 42703: no column.
      if (state.equals("54000") || state.equals("42704") || state.equals("42703")) {
        throw new PermanentException(
            new Problem(
                "index",
                "streams." + item.stream() + "." + item.path() + ".indexes",
                "The table "
                    + item.target()
                    + " takes no index over "
                    + Session.quoted(columns)
                    + ": "
                    + SqlErrors.message(e)
                        .replace(name, ShortName.of(item.target().table(), "", END))
                    + ".",
                "Leave the index out, or index other columns."),
            e);
      }
      throw e;
    }
  }

  private static String statement(String name, String on, List<String> columns) {
    return "CREATE INDEX "
        + Session.quoted(name)
        + " ON "
        + on
        + " ("
        + Session.quoted(columns)
        + ")";
  }

  private static void mark(Session session, String schema, String name) throws SQLException {
    session.execute(
        "COMMENT ON INDEX " + quoted(schema, name) + " IS '" + ModelBuilder.INDEX_MARK + "'");
  }

  private static String quoted(String schema, String name) {
    return Session.quoted(schema) + "." + Session.quoted(name);
  }
}

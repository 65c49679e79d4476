package dev.penstock.connector.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Finds what keeps PostgreSQL from changing a column's type. */
final class Holders {
  private static final int NAMED = 10;

  private static final String SQL =
      """
      WITH wanted AS (
        SELECT a.attrelid, a.attnum, a.attname FROM pg_attribute a
        WHERE a.attrelid = ?::oid AND a.attname = ANY (string_to_array(?, chr(1))) AND a.attnum > 0
      )
      SELECT quote_ident(attname) || ' is read by the view ' || v.oid::regclass::text, v.oid::bigint
      FROM wanted JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass
        AND d.refobjid = attrelid AND d.refobjsubid = attnum AND d.classid = 'pg_rewrite'::regclass
      JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
      WHERE ? AND v.relnamespace <> to_regnamespace('_penstock_staging')
      UNION
      SELECT quote_ident(w.attname) || ' makes the generated column ' || quote_ident(g.attname), 0
      FROM wanted w JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass
        AND d.refobjid = attrelid AND d.refobjsubid = w.attnum
      JOIN pg_attribute g ON g.attrelid = w.attrelid AND g.attgenerated <> ''
        AND (d.classid = 'pg_class'::regclass AND d.objid = g.attrelid AND d.objsubid = g.attnum
          OR d.classid = 'pg_attrdef'::regclass AND EXISTS (SELECT FROM pg_attrdef f
            WHERE f.oid = d.objid AND f.adrelid = g.attrelid AND f.adnum = g.attnum))
      UNION
      SELECT quote_ident(attname) || ' is in the key of the partitions', 0
      FROM wanted JOIN pg_partitioned_table p ON p.partrelid = attrelid
        AND attnum = ANY (p.partattrs::smallint[])
      UNION
      SELECT quote_ident(attname) || ' is inherited from ' || i.inhparent::regclass::text, 0
      FROM wanted JOIN pg_inherits i ON i.inhrelid = attrelid
      UNION
      SELECT quote_ident(attname) || ' is in the policy ' || quote_ident(p.polname), 0
      FROM wanted JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass
        AND d.refobjid = attrelid AND d.refobjsubid = attnum AND d.classid = 'pg_policy'::regclass
      JOIN pg_policy p ON p.oid = d.objid
      UNION
      SELECT quote_ident(attname) || ' is in the trigger ' || quote_ident(t.tgname), 0
      FROM wanted JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass
        AND d.refobjid = attrelid AND d.refobjsubid = attnum AND d.classid = 'pg_trigger'::regclass
      JOIN pg_trigger t ON t.oid = d.objid AND NOT t.tgisinternal
      ORDER BY 1 LIMIT
      """
          + (4 * NAMED);

  private Holders() {}

  /**
   * What holds the types of columns, in words.
   *
   * @param views whether views are told too; a pipeline's own are made anew when it publishes
   */
  static List<String> ofTypes(Session session, long table, Set<String> columns, boolean views)
      throws SQLException {
    return ofTypes(session, table, columns, views, Set.of());
  }

  /**
   * The same but for some views.
   *
   * @param without numbers of the views that do not count
   */
  static List<String> ofTypes(
      Session session, long table, Set<String> columns, boolean views, Set<Long> without)
      throws SQLException {
    if (columns.isEmpty()) {
      return List.of();
    }
    record Holder(String text, long view) {}
    return session
        .query(
            SQL,
            row -> new Holder(row.getString(1), row.getLong(2)),
            table,
            String.join("\u0001", columns),
            views)
        .stream()
        .filter(holder -> !without.contains(holder.view()))
        .map(Holder::text)
        .limit(NAMED)
        .toList();
  }
}

package dev.penstock.connector.postgres;

import dev.penstock.connector.database.SqlErrors;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Views that audits have over tables which readers see. */
final class StagingViews {
  private static final String OVER =
      """
      SELECT DISTINCT v.relname, r.run_id FROM pg_depend d
      JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
      JOIN pg_class v ON v.oid = w.ev_class
        AND v.relnamespace = '_penstock_staging'::regnamespace
      LEFT JOIN _penstock.staging s ON s.relation = v.relname
      LEFT JOIN _penstock.run r ON r.run_id = s.run_id AND NOT r.closed
      WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = ?::oid
      """;

  private StagingViews() {}

  private record Over(String view, Optional<String> run) {}

  /**
   * Drops those of runs that are over, so that a table can go or change.
   *
   * @throws SQLException as for a lock where a run is open whose audit is at work
   */
  static void release(Session session, long table) throws SQLException {
    List<Over> over =
        session.query(
            OVER, row -> new Over(row.getString(1), Optional.ofNullable(row.getString(2))), table);
    for (Over view : over) {
      if (view.run().isPresent()) {
        throw new SQLException("the audit of another run reads the table", SqlErrors.LOCK_TIMEOUT);
      }
      ModelBuilder.drop(session, view.view());
      session.update("DELETE FROM _penstock.staging WHERE relation = ?", view.view());
    }
  }
}

package dev.penstock.connector.duckdb;

import java.sql.SQLException;
import java.util.List;

/** Closes runs, drops their staging and forgets what is old. */
final class Cleaning {
  private static final int SECONDS = 60;
  private static final int MAX_SWEPT = 100;

  private final Transactions transactions;
  private final Locks locks;
  private final String where;

  Cleaning(Transactions transactions, Locks locks, String where) {
    this.transactions = transactions;
    this.locks = locks;
    this.where = where;
  }

  void clean(String run, int epoch) {
    locks.with(
        run,
        where,
        () ->
            transactions.run(
                where,
                SECONDS,
                session -> {
                  Fence.close(session, run, epoch);
                  for (Books.Entry entry : Books.staged(session, run)) {
                    Staging.drop(session, entry.relation());
                  }
                  for (String table : List.of("staging", "refused", "load")) {
                    session.update("DELETE FROM _penstock." + table + " WHERE run_id = ?", run);
                  }
                  return true;
                }));
    transactions.run(where, SECONDS, Cleaning::prune);
    sweep();
  }

  /** Drops what runs that are over, or that nobody knows, have in staging. */
  void sweep() {
    transactions.run(where, SECONDS, Cleaning::sweep);
  }

  /** Forgets runs that ended more than 7 days ago. */
  private static boolean prune(Session session) throws SQLException {
    List<String> old =
        session.query(
            """
            SELECT r.run_id FROM _penstock.run r LEFT JOIN _penstock.publication p USING (run_id)
            WHERE coalesce(r.closed_at, p.published_at) < now() - INTERVAL 7 DAY LIMIT 1000
            """,
            row -> row.getString(1));
    for (String run : old) {
      for (String table : List.of("refused", "load", "publication", "run")) {
        session.update("DELETE FROM _penstock." + table + " WHERE run_id = ?", run);
      }
    }
    return true;
  }

  private static boolean sweep(Session session) throws SQLException {
    List<String> strays =
        session.query(
            """
            SELECT t.table_name FROM information_schema.tables t
            WHERE t.table_catalog = current_database() AND t.table_schema = '_penstock_staging'
              AND NOT EXISTS (
                SELECT 1 FROM _penstock.staging s JOIN _penstock.run r USING (run_id)
                WHERE NOT r.closed AND t.table_name IN
                  (s.relation, s.relation || '_in', s.relation || '_all'))
            LIMIT ?
            """,
            row -> row.getString(1),
            MAX_SWEPT);
    for (String relation : strays) {
      Staging.drop(session, relation);
    }
    session.update(
        """
        DELETE FROM _penstock.staging WHERE run_id NOT IN
        (SELECT run_id FROM _penstock.run WHERE NOT closed)
        """);
    return true;
  }
}

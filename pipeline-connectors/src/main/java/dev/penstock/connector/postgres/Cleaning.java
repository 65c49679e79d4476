package dev.penstock.connector.postgres;

import dev.penstock.error.TransientException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Closes runs, drops their staging and forgets what is old. */
final class Cleaning {
  private static final int MAX_SWEPT = 100;

  private static final String STRAY =
      """
      SELECT c.relname FROM pg_class c
      LEFT JOIN _penstock.staging s ON s.relation = c.relname
      LEFT JOIN _penstock.run r ON r.run_id = s.run_id
      WHERE c.relnamespace = '_penstock_staging'::regnamespace AND c.relkind IN ('r', 'p', 'v')
        AND NOT c.relispartition
        AND (s.run_id IS NULL OR r.run_id IS NULL OR r.closed)
        AND NOT EXISTS (SELECT FROM _penstock.staging o JOIN _penstock.run u USING (run_id)
          WHERE NOT u.closed AND starts_with(c.relname, o.relation || '_'))
      ORDER BY c.relkind DESC, c.oid LIMIT ?
      """;

  private final Transactions transactions;
  private final String where;

  Cleaning(Transactions transactions, String where) {
    this.transactions = transactions;
    this.where = where;
  }

  void clean(String run, int epoch) {
    transactions.run(
        where,
        session -> {
          session.execute("SET LOCAL lock_timeout = '3s'");
          Fence.close(session, run, epoch);
          for (Staging.Entry entry : Staging.of(session, run)) {
            ModelBuilder.drop(session, entry.relation());
          }
          session.update("DELETE FROM _penstock.staging WHERE run_id = ?", run);
          session.update("DELETE FROM _penstock.refused WHERE run_id = ?", run);
          session.update("DELETE FROM _penstock.load WHERE run_id = ?", run);
          return true;
        });
    sweep();
  }

  /**
   * Forgets old runs, and drops what runs that are over, or that nobody knows, have in staging.
   * What an open run registered stays, and what is named after it.
   *
   * @throws TransientException when all else is swept, where something was held
   */
  void sweep() {
    transactions.run(
        where,
        session -> {
          session.execute("SET LOCAL lock_timeout = '3s'");
          prune(session);
          return true;
        });
    List<String> strays;
    do {
      strays = transactions.run(where, Cleaning::strays);
      drop(strays);
    } while (strays.size() == MAX_SWEPT);
  }

  /** Each alone, so that one that is held does not keep the others. */
  private void drop(List<String> strays) {
    Optional<TransientException> held = Optional.empty();
    for (String stray : strays) {
      try {
        transactions.run(
            where,
            session -> {
              session.execute("SET LOCAL lock_timeout = '3s'");
              ModelBuilder.drop(session, stray);
              session.update("DELETE FROM _penstock.staging WHERE relation = ?", stray);
              return true;
            });
      } catch (TransientException e) {
        held = Optional.of(held.orElse(e));
      }
    }
    if (held.isPresent()) {
      throw held.get();
    }
  }

  /** Forgets runs that ended more than 7 days ago, unless another process is at them. */
  private static void prune(Session session) throws SQLException {
    List<String> old =
        session.query(
            """
            SELECT r.run_id FROM _penstock.run r
            LEFT JOIN _penstock.publication p USING (run_id)
            WHERE coalesce(r.closed_at, p.published_at) < now() - interval '7 days'
            LIMIT 1000 FOR UPDATE OF r SKIP LOCKED
            """,
            row -> row.getString(1));
    for (String run : old) {
      for (String table : List.of("refused", "load", "publication", "run")) {
        session.update("DELETE FROM _penstock." + table + " WHERE run_id = ?", run);
      }
    }
  }

  /** What no run that is still open has in staging; such a run never opens again. */
  private static List<String> strays(Session session) throws SQLException {
    return session.query(STRAY, row -> row.getString(1), MAX_SWEPT);
  }
}

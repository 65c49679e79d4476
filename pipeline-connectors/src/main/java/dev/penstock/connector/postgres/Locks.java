package dev.penstock.connector.postgres;

import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.connector.postgres.Targets.Target;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The locks of a publish. Readers hold theirs for the length of a statement and may take them in
 * any order; PostgreSQL ends a deadlock by killing whoever looks first, after {@code
 * deadlock_timeout}. The publish gives up well before that, so that it is never a reader.
 */
final class Locks {
  private static final int PATIENT_MILLIS = 5_000;
  private static final int MAX_MILLIS = 500;

  private final Session session;

  Locks(Session session) {
    this.session = session;
  }

  /**
   * Makes autovacuum leave the tables, which takes it a second, and keeps it out; readers and
   * writers do not notice.
   */
  void keepMaintenanceOut(StagedPipeline pipeline) throws SQLException {
    List<String> names = new ArrayList<>();
    for (Item item : pipeline.items()) {
      boolean view = item instanceof Model model && model.isView();
      boolean staged =
          Catalog.find(session, Bookkeeping.STAGING_SCHEMA, item.relation()).isPresent();
      if (staged && !view) {
        names.add(item.staged());
      }
      if (Catalog.find(session, item.target()).map(Catalog.Relation::isTable).orElse(false)) {
        names.add(item.target().quoted());
      }
    }
    session.execute("SET LOCAL lock_timeout = " + PATIENT_MILLIS);
    lock(names, "SHARE UPDATE EXCLUSIVE");
  }

  void exclusive(List<Target> targets) throws SQLException {
    lock(names(targets), "EXCLUSIVE");
  }

  /**
   * Shuts readers out of all targets at once. Tries the order of the names and then its reverse,
   * for readers that always come from the other side; then the caller must try again later.
   */
  void alone(List<Target> targets) throws SQLException {
    int millis = shortWait();
    session.execute("SET LOCAL lock_timeout = " + millis);
    List<String> names = names(targets);
    if (names.isEmpty()) {
      return;
    }
    String before = session.first("SHOW statement_timeout", row -> row.getString(1)).orElse("0");
    SQLException last = null;
    for (List<String> order : List.of(names, names.reversed())) {
      Savepoint savepoint = session.savepoint();
      try {
        // All of the waits together must stay below the time-out; they are one statement.
        session.execute("SET LOCAL statement_timeout = " + millis);
        lock(order, "ACCESS EXCLUSIVE");
        session.execute("SET LOCAL statement_timeout = '" + before + "'");
        return;
      } catch (SQLException e) {
        if (!gaveUp(e)) {
          throw e;
        }
        session.rollbackTo(savepoint);
        last = e;
      }
    }
    throw new SQLException("readers hold the tables", SqlErrors.LOCK_TIMEOUT, last);
  }

  private static boolean gaveUp(SQLException error) {
    String state = SqlErrors.state(error);
    return state.equals(SqlErrors.LOCK_TIMEOUT) || state.equals(SqlErrors.QUERY_CANCELED);
  }

  private int shortWait() throws SQLException {
    long deadlock =
        session.number("SELECT setting::bigint FROM pg_settings WHERE name = 'deadlock_timeout'");
    return (int) Math.max(1, Math.min(MAX_MILLIS, deadlock / 2));
  }

  private void lock(List<String> names, String mode) throws SQLException {
    if (!names.isEmpty()) {
      session.execute("LOCK TABLE " + String.join(", ", names) + " IN " + mode + " MODE");
    }
  }

  private static List<String> names(List<Target> targets) {
    return targets.stream().map(t -> t.item().target().quoted()).collect(Collectors.toList());
  }
}

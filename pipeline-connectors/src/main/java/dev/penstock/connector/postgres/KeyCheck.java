package dev.penstock.connector.postgres;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.audit.KeyResults;
import dev.penstock.connector.audit.Texts;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Adds the primary key to a staged table, or says which rows do not let it. */
final class KeyCheck {
  static final String SUFFIX = "_pk";

  private KeyCheck() {}

  /** Empty where the key holds (or none is wanted). */
  static Optional<CheckResult> add(Session session, Item item) throws SQLException {
    if (item.key().isEmpty()) {
      return Optional.empty();
    }
    boolean holds = attempt(session, item);
    if (item instanceof Loaded loaded && Competition.open(session, loaded)) {
      if (!holds) {
        Competition.run(session, loaded);
        holds = attempt(session, item);
      }
      Standing.drop(session, item.relation());
    }
    return holds ? Optional.empty() : Optional.of(explain(session, item));
  }

  private static boolean attempt(Session session, Item item) throws SQLException {
    String constraint = Session.quoted(item.relation() + SUFFIX);
    drop(session, item);
    Savepoint before = session.savepoint();
    try {
      session.execute(
          "ALTER TABLE "
              + item.staged()
              + " ADD CONSTRAINT "
              + constraint
              + " PRIMARY KEY ("
              + Session.quoted(item.stagedKey())
              + ")");
      session.release(before);
      return true;
    } catch (SQLException e) {
      String state = SqlErrors.state(e);
      if (!state.equals(SqlErrors.UNIQUE) && !state.equals(SqlErrors.NOT_NULL)) {
        throw e;
      }
      session.rollbackTo(before);
      return false;
    }
  }

  /** Removes the key that an earlier audit added. */
  static void drop(Session session, Item item) throws SQLException {
    session.execute(
        "ALTER TABLE "
            + item.staged()
            + " DROP CONSTRAINT IF EXISTS "
            + Session.quoted(item.relation() + SUFFIX));
  }

  private static CheckResult explain(Session session, Item item) throws SQLException {
    String columns = Session.quoted(item.stagedKey());
    String isNull =
        item.stagedKey().stream()
            .map(column -> Session.quoted(column) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    long nulls = session.number("SELECT count(*) FROM " + item.staged() + " WHERE " + isNull);
    String groups =
        "SELECT "
            + columns
            + ", count(*) AS rows FROM "
            + item.staged()
            + " WHERE NOT ("
            + isNull
            + ") GROUP BY "
            + columns
            + " HAVING count(*) > 1";
    long extra = session.number("SELECT coalesce(sum(rows - 1), 0) FROM (" + groups + ") AS g");
    List<Map<String, String>> sample =
        session.query(groups + " ORDER BY " + columns + " LIMIT 5", Texts::row);
    if (sample.isEmpty()) {
      sample =
          session.query(
              "SELECT * FROM " + item.staged() + " WHERE " + isNull + " ORDER BY ctid LIMIT 5",
              Texts::row);
    }
    return KeyResults.notUnique(item.name(), item.stagedKey(), nulls, extra, sample);
  }
}

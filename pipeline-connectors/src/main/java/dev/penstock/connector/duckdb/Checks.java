package dev.penstock.connector.duckdb;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.audit.CheckEngine;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.time.Clock;

/** Runs the checks of a definition on staged data. */
final class Checks {
  private final Items items;
  private final Cancellation cancellation;
  private final CheckEngine engine;

  Checks(Session session, Items items, int count, Cancellation cancellation, Clock clock) {
    this.items = items;
    this.cancellation = cancellation;
    this.engine = new CheckEngine(new AuditSession(session, items, clock), count);
  }

  /**
   * Runs one check.
   *
   * @param index of the check in the definition, to name it in errors
   */
  CheckResult run(CheckDefinition check, int index) throws SQLException {
    try {
      return engine.run(check, index);
    } catch (SQLException e) {
      cancellation.check();
      String path = "checks[" + index + "]";
      throw explain(check instanceof CheckDefinition.Sql ? path + ".sql" : path, e);
    }
  }

  private PenstockException explain(String where, SQLException error) {
    if (DuckDbErrors.stopped(error)) {
      return new PermanentException(
          new Problem(
              "check-timeout",
              where,
              "The check did not end within " + Auditing.MINUTES + " minutes.",
              "Make it cheaper."),
          error);
    }
    PenstockException translated = DuckDbErrors.translate(where, error);
    if (!translated.problem().code().equals("database-error")) {
      return translated;
    }
    return new PermanentException(
        new Problem(
            "check",
            where,
            "DuckDB answers: " + items.plain(DuckDbErrors.message(error)) + ".",
            "Correct the check's on, its columns, its values or its SQL, which is one SELECT."),
        error);
  }
}

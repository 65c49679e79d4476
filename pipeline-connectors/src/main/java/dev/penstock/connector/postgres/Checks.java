package dev.penstock.connector.postgres;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.audit.CheckEngine;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.definition.CheckDefinition;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.util.Set;

/**
 * Runs the checks of a definition on staged data. Each can only read: what it does beside, and its
 * locks, are taken back behind it.
 */
final class Checks {
  /** The data, the SQL or its types do not fit what the check says. */
  private static final Set<String> AUTHORS = Set.of("0A", "21", "22", "42", "P0");

  private static final String READ_ONLY = "25006";
  private static final String PERMISSION = "42501";

  private final Session session;
  private final StagedPipeline pipeline;
  private final Cancellation cancellation;
  private final CheckEngine engine;

  Checks(Session session, StagedPipeline pipeline, RunWork work, Cancellation cancel, Clock clock) {
    this.session = session;
    this.pipeline = pipeline;
    this.cancellation = cancel;
    this.engine =
        new CheckEngine(
            new AuditSession(session, pipeline, clock), work.pipeline().checks().size());
  }

  /**
   * Runs one check.
   *
   * @param index of the check in the definition, to name it in errors
   */
  CheckResult run(CheckDefinition check, int index) throws SQLException {
    Savepoint before = session.savepoint();
    try {
      session.execute("SET LOCAL transaction_read_only = on");
      CheckResult result = engine.run(check, index);
      session.rollbackTo(before);
      session.release(before);
      return result;
    } catch (SQLException e) {
      cancellation.check();
      throw explain(check, "checks[" + index + "]", e);
    }
  }

  private PenstockException explain(CheckDefinition check, String path, SQLException error) {
    String where = check instanceof CheckDefinition.Sql ? path + ".sql" : path;
    String state = SqlErrors.state(error);
    if (state.equals(SqlErrors.QUERY_CANCELED)) {
      return new PermanentException(
          new Problem(
              "check-timeout",
              where,
              "The check did not end within " + Auditing.STATEMENT_MINUTES + " minutes.",
              "Make it cheaper."),
          error);
    }
    boolean authors =
        state.equals(READ_ONLY)
            || (!state.equals(PERMISSION) && AUTHORS.stream().anyMatch(state::startsWith));
    if (!authors) {
      return SqlErrors.translate(where, error);
    }
    String message = SqlErrors.message(error);
    for (StagedPipeline.Item item : pipeline.items()) {
      message =
          message
              .replace(item.relation() + Prospect.SUFFIX, item.target().table())
              .replace(item.relation(), item.target().table());
    }
    message = message.replace(Bookkeeping.STAGING_SCHEMA + ".", "");
    return new PermanentException(
        new Problem(
            "check",
            where,
            "PostgreSQL answers: " + OneQuery.words(message, "a check") + ".",
            check instanceof CheckDefinition.Sql
                ? "Correct the check's SQL; it is one SELECT."
                : "Correct the check's on, its columns or its values."),
        error);
  }
}

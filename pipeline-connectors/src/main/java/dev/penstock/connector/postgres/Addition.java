package dev.penstock.connector.postgres;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.Targets.Target;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.Optional;

/** Adds the rows of a run to a table that is there, by the names of the columns. */
final class Addition {
  private final Session session;
  private final Ddl ddl;
  private final Target target;

  Addition(Session session, Ddl ddl, Target target) {
    this.session = session;
    this.ddl = ddl;
    this.target = target;
  }

  Changes run() throws SQLException {
    Loaded item = (Loaded) target.item();
    Catalog.Relation staged = target.staged().orElseThrow();
    Catalog.Relation now = Widening.run(session, ddl, target);
    if (!now.key().containsAll(item.key()) || now.key().size() != item.key().size()) {
      // No constraint of the table finds keys that came after the audit.
      refuseOldKeys(item, now);
    }
    String columns = Session.quoted(Widening.columns(now, staged));
    long inserted;
    try {
      inserted =
          session.change(
              "INSERT INTO "
                  + item.target().quoted()
                  + " ("
                  + columns
                  + ") OVERRIDING SYSTEM VALUE SELECT "
                  + columns
                  + " FROM "
                  + item.staged());
    } catch (SQLException e) {
      if (SqlErrors.aboutRow(e)) {
        throw new PermanentException(conflict(item, SqlErrors.message(e)), e);
      }
      throw e;
    }
    ModelBuilder.drop(session, item.relation());
    return new Changes(inserted, 0, 0);
  }

  private void refuseOldKeys(Loaded item, Catalog.Relation now) throws SQLException {
    Optional<CheckResult> old = OldKeys.find(session, item, now);
    if (old.isPresent()) {
      throw new PermanentException(conflict(item, old.get().message()));
    }
  }

  static Problem conflict(Loaded item, String why) {
    return new Problem(
        "append-conflict",
        "streams." + item.stream() + "." + item.path() + " (table " + item.target() + ")",
        "The rows do not go into the table beside those that are there: " + why + ".",
        "Correct the table or the rows and start a new run; a full run begins the table anew.");
  }
}

package dev.penstock.connector.postgres;

import dev.penstock.connector.AuditResult.CheckResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Builds one model over staged data, inside a transaction. */
final class ModelBuilder {
  /**
   * Opening a cursor demands exactly one statement that returns rows, and parses it alone, so that
   * no bracket in it can end the query that it is embedded in afterwards.
   */
  private static final String ONE_QUERY =
      """
      DO $$ DECLARE c refcursor; BEGIN
      OPEN c FOR EXECUTE current_setting('penstock.model'); CLOSE c; END $$
      """;

  /** Comment of the indexes and statistics that a definition asked for; others are a person's. */
  static final String INDEX_MARK = "made by Penstock";

  private final Session session;
  private final StagedPipeline pipeline;
  private final String run;
  private final int allowedMillis;
  private final ModelErrors errors;

  /**
   * Builds within a session's transaction.
   *
   * @param allowedMillis how long one statement may take
   */
  ModelBuilder(Session session, StagedPipeline pipeline, String run, int allowedMillis) {
    this.session = session;
    this.pipeline = pipeline;
    this.run = run;
    this.allowedMillis = allowedMillis;
    this.errors = new ModelErrors(pipeline);
  }

  /** Drops a staging table or view, with the staging views over it. */
  static void drop(Session session, String relation) throws SQLException {
    Catalog.Relation found =
        Catalog.find(session, Bookkeeping.STAGING_SCHEMA, relation).orElse(null);
    if (found != null) {
      session.execute(
          (found.kind() == 'v' ? "DROP VIEW " : "DROP TABLE ")
              + StagingName.quoted(relation)
              + " CASCADE");
    }
  }

  /** Builds it; answers what speaks against its key. */
  Optional<CheckResult> build(Model model, Cancellation cancellation) throws SQLException {
    session.allowMillis(allowedMillis);
    doing(cancellation, () -> query(model), e -> errors.query(model, e, allowedMillis));
    Staging.register(session, run, "", model.name(), model.relation(), model.target());
    Catalog.Relation built =
        Catalog.find(session, Bookkeeping.STAGING_SCHEMA, model.relation()).orElseThrow();
    refuseUnknown(model, "columns", List.copyOf(model.definition().columns().keySet()), built);
    refuseUnknown(model, "key", model.key(), built);
    Optional<CheckResult> conflict = Optional.empty();
    if (!model.isView()) {
      conflict = KeyCheck.add(session, model);
      doing(
          cancellation,
          () -> ModelIndexes.stage(session, model),
          e -> errors.field(model, "indexes", e));
    }
    AfterStatements after = new AfterStatements(session, model, errors);
    after.stage(cancellation);
    if (!model.isView()) {
      session.execute("ANALYZE " + model.staged());
    }
    if (model.merges()) {
      session.update(
          "UPDATE _penstock.staging SET merges = true WHERE relation = ?", model.relation());
      Catalog.Relation now = Catalog.find(session, model.target()).orElseThrow();
      ModelMerge.check(model, now, built);
      new Prospect(session, pipeline, run).merged(model, now, built);
    }
    return conflict;
  }

  private void query(Model model) throws SQLException {
    String sql = ModelSql.staged(pipeline, model);
    session.query("SELECT set_config('penstock.model', ?, true)", _ -> true, sql);
    session.execute(ONE_QUERY);
    // As a subquery, so that a WITH that changes data is refused.
    String query = " AS SELECT * FROM (\n" + sql + "\n) AS model";
    session.execute(
        (model.isView()
                ? "CREATE VIEW " + model.staged()
                : "CREATE TABLE " + model.staged() + " WITH (autovacuum_enabled = false)")
            + query);
  }

  private static void refuseUnknown(
      Model model, String field, List<String> columns, Catalog.Relation built) {
    List<String> unknown = columns.stream().filter(c -> built.column(c).isEmpty()).toList();
    if (!unknown.isEmpty()) {
      throw new PermanentException(
          new Problem(
              "model-columns",
              ModelSql.where(model, field),
              "The SELECT has no column " + Session.quoted(unknown) + ".",
              "It has "
                  + Session.quoted(built.columns().stream().map(Catalog.Column::name).toList())
                  + "."));
    }
  }

  /** Some statements. */
  @FunctionalInterface
  interface Doing {
    void run() throws SQLException;
  }

  /** Puts an error into words. */
  @FunctionalInterface
  interface Explained {
    RuntimeException of(SQLException error);
  }

  /** Runs statements; an error is the cancellation's where it is cancelled. */
  static void doing(Cancellation cancellation, Doing doing, Explained explained) {
    try {
      doing.run();
    } catch (SQLException e) {
      cancellation.check();
      throw explained.of(e);
    }
  }
}

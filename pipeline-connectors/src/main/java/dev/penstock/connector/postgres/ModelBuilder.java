package dev.penstock.connector.postgres;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.List;

/** Builds the models over staged data, in the order of the definition. */
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

  /** Comment of the indexes that a definition asked for; others are a person's. */
  static final String INDEX_MARK = "made by Penstock";

  private final Session session;
  private final StagedPipeline pipeline;
  private final RunWork work;

  ModelBuilder(Session session, StagedPipeline pipeline, RunWork work) {
    this.session = session;
    this.pipeline = pipeline;
    this.work = work;
  }

  /** Drops what an earlier audit built, the newest first. */
  void dropAll() throws SQLException {
    for (Model model : pipeline.models().reversed()) {
      drop(session, model.relation());
    }
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

  void buildAll(Cancellation cancellation) throws SQLException {
    for (Model model : pipeline.models()) {
      cancellation.check();
      try {
        build(model);
      } catch (SQLException e) {
        cancellation.check();
        throw explain(model, e);
      }
    }
  }

  private void build(Model model) throws SQLException {
    String sql = ModelSql.staged(pipeline, model);
    session.query("SELECT set_config('penstock.model', ?, true)", _ -> true, sql);
    session.execute(ONE_QUERY);
    // As a subquery, so that a WITH that changes data is refused.
    String query = " AS SELECT * FROM (\n" + sql + "\n) AS model";
    if (model.isView()) {
      session.execute("CREATE VIEW " + model.staged() + query);
    } else {
      session.execute(
          "CREATE TABLE " + model.staged() + " WITH (autovacuum_enabled = false)" + query);
      index(model);
      session.execute("ANALYZE " + model.staged());
    }
    Staging.register(session, work.run(), "", model.name(), model.relation(), model.target());
  }

  private void index(Model model) throws SQLException {
    List<String> columns = model.definition().indexes();
    for (int i = 0; i < columns.size(); i++) {
      String name = indexName(model.relation(), i);
      session.execute(
          "CREATE INDEX "
              + Session.quoted(name)
              + " ON "
              + model.staged()
              + " ("
              + Session.quoted(columns.get(i))
              + ")");
      session.execute("COMMENT ON INDEX " + StagingName.quoted(name) + " IS '" + INDEX_MARK + "'");
    }
  }

  static String indexName(String relation, int number) {
    return relation + "_i" + number;
  }

  private RuntimeException explain(Model model, SQLException error) {
    if (SqlErrors.state(error).equals(SqlErrors.QUERY_CANCELED)) {
      return new PermanentException(
          new Problem(
              "model-timeout",
              ModelSql.where(model),
              "The query did not end within " + Auditing.STATEMENT_MINUTES + " minutes.",
              "Make it cheaper or split the model."),
          error);
    }
    PenstockException translated = SqlErrors.translate(ModelSql.where(model), error);
    if (!(translated instanceof PermanentException)) {
      return translated;
    }
    String message = SqlErrors.message(error);
    for (Item item : pipeline.items()) {
      message = message.replace(item.relation(), item.target().table());
    }
    message =
        message
            .replace(Bookkeeping.STAGING_SCHEMA + ".", "")
            .replace("cannot open multi-query plan as cursor", "a model is one query, not several")
            .replaceAll("cannot open (.*) query as cursor", "a model is a SELECT, not $1");
    return new PermanentException(
        new Problem(
            "model-sql",
            ModelSql.where(model),
            "PostgreSQL answers: " + message + ".",
            "Correct the model's SQL; it is one SELECT."),
        error);
  }
}

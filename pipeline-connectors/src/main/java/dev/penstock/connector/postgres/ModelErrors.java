package dev.penstock.connector.postgres;

import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;

/** Puts what PostgreSQL says about a model into words that name no staging. */
final class ModelErrors {
  private final StagedPipeline pipeline;

  ModelErrors(StagedPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** About the model's query. */
  RuntimeException query(Model model, SQLException error, int allowedMillis) {
    if (SqlErrors.state(error).equals(SqlErrors.QUERY_CANCELED)) {
      return new PermanentException(
          new Problem(
              "model-timeout",
              ModelSql.where(model),
              "The query did not end within " + time(allowedMillis) + ".",
              "Make it cheaper or split the model."),
          error);
    }
    return about(
        "model-sql", ModelSql.where(model), "Correct the model's SQL; it is one SELECT.", error);
  }

  /** About another field of the model. */
  RuntimeException field(Model model, String field, SQLException error) {
    String code = field.startsWith("after") ? "model-after" : "model-columns";
    return about(
        code, ModelSql.where(model, field), "Correct it, or the columns of the SELECT.", error);
  }

  private RuntimeException about(String code, String where, String advice, SQLException error) {
    PenstockException translated = SqlErrors.translate(where, error);
    if (!(translated instanceof PermanentException)) {
      return translated;
    }
    return new PermanentException(
        new Problem(code, where, "PostgreSQL answers: " + plain(error) + ".", advice), error);
  }

  private String plain(SQLException error) {
    String message = SqlErrors.message(error);
    for (Item item : pipeline.items()) {
      String table = item.target().table();
      for (String suffix : Prospect.SUFFIXES) {
        message = message.replace(item.relation() + suffix, table);
      }
      message = message.replace(item.relation(), table);
    }
    return message
        .replace(Bookkeeping.STAGING_SCHEMA + ".", "")
        .replace(Bookkeeping.STAGING_SCHEMA, "staging")
        .replace("cannot open multi-query plan as cursor", "a model is one query, not several")
        .replaceAll("cannot open (.*) query as cursor", "a model is a SELECT, not $1");
  }

  private static String time(int millis) {
    return millis < 120_000 ? millis / 1000.0 + " s" : millis / 60_000 + " minutes";
  }
}

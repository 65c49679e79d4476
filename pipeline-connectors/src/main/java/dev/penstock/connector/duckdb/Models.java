package dev.penstock.connector.duckdb;

import dev.penstock.connector.AuditResult.BuiltModel;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.duckdb.Items.Item;
import dev.penstock.connector.duckdb.Items.Model;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.transform.SqlSyntax;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds the models over staged data, in the order of the definition. */
final class Models {
  private static final Pattern REF = Pattern.compile("\\{ref:([^{}]*)}");
  private static final Pattern TAIL = Pattern.compile("[\\s;]+\\z");

  private final Session session;
  private final Items items;
  private final RunWork work;

  Models(Session session, Items items, RunWork work) {
    this.session = session;
    this.items = items;
    this.work = work;
  }

  List<BuiltModel> buildAll(Cancellation cancellation, Clock clock) throws SQLException {
    List<BuiltModel> built = new ArrayList<>();
    for (Model model : items.models()) {
      cancellation.check();
      long start = clock.millis();
      String sql = fill(items, model, item -> items.seen(item, where(model)));
      demandQuery(items, sql, where(model), "model-sql");
      try {
        session.execute(
            (model.isView() ? "CREATE VIEW " : "CREATE TABLE ")
                + model.staged()
                + " AS "
                + query(sql));
      } catch (SQLException e) {
        cancellation.check();
        throw explain(model, e);
      }
      Books.register(session, work.run(), "", model.name(), model.relation(), model.target());
      built.add(new BuiltModel(model.name(), start, clock.millis()));
    }
    return built;
  }

  /**
   * Refuses SQL of an author that is not one SELECT, or that reads more than tables.
   *
   * @param code of the problem
   */
  static void demandQuery(Items items, String sql, String where, String code) {
    Optional<Problem> problem = SqlSyntax.query(sql, where);
    if (problem.isPresent()) {
      throw new PermanentException(
          new Problem(
              code,
              where,
              items.plain(problem.get().message()),
              "Correct the SQL; it is one SELECT."));
    }
  }

  /** The SQL of a view that readers see. */
  static String published(Items items, Model model) {
    return query(fill(items, model, item -> item.target().quoted()));
  }

  static String where(Model model) {
    return "models." + model.name() + ".sql";
  }

  private static String query(String sql) {
    return "SELECT * FROM (\n" + sql + "\n) AS model";
  }

  private static String fill(Items items, Model model, Function<Item, String> name) {
    String sql = TAIL.matcher(model.definition().sql()).replaceAll("");
    return REF.matcher(sql)
        .replaceAll(
            ref ->
                Matcher.quoteReplacement(
                    items
                        .named(ref.group(1).strip())
                        .map(name)
                        .orElseThrow(() -> unknown(model, ref.group(1)))));
  }

  private static PermanentException unknown(Model model, String name) {
    return new PermanentException(
        Problem.of(
            "unknown-reference",
            where(model),
            "{ref:" + name + "} is neither an output nor a model of this pipeline."));
  }

  private RuntimeException explain(Model model, SQLException error) {
    if (DuckDbErrors.stopped(error)) {
      return new PermanentException(
          new Problem(
              "model-timeout",
              where(model),
              "The query did not end within " + Auditing.MINUTES + " minutes.",
              "Make it cheaper or split the model."),
          error);
    }
    PenstockException translated = DuckDbErrors.translate(where(model), error);
    if (!translated.problem().code().equals("database-error")) {
      return translated;
    }
    return new PermanentException(
        new Problem(
            "model-sql",
            where(model),
            "DuckDB answers: " + items.plain(DuckDbErrors.message(error)) + ".",
            "Correct the model's SQL; it is one SELECT."),
        error);
  }
}

package dev.penstock.connector.postgres;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.definition.AfterStatement;
import dev.penstock.definition.AfterStatement.Kind;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * The statements of a definition that follow a model. All run in the audit on what it staged, so
 * that a wrong one fails before readers have to wait for anything. What a swap does not bring along
 * runs again at the publish, and so does everything where the table stays.
 */
final class AfterStatements {
  private final Session session;
  private final Model model;
  private final ModelErrors errors;

  AfterStatements(Session session, Model model, ModelErrors errors) {
    this.session = session;
    this.model = model;
    this.errors = errors;
  }

  /** On the staged table or view. */
  void stage(Cancellation cancellation) {
    each(
        cancellation,
        (statement, i) -> {
          String as = staged(i);
          session.execute(
              statement.on(model.staged(), named(statement, StagingName.quoted(as), as)));
          mark(statement, Bookkeeping.STAGING_SCHEMA, as);
        });
  }

  /** Behind a swap: gives the names, and what the table before it had and gave on. */
  void swapped() {
    each(
        Cancellation.NEVER,
        (statement, i) -> {
          switch (statement.kind()) {
            case ANALYZE -> {}
            case INDEX -> rename("INDEX", Session.quoted(model.target().schema()), statement, i);
            case STATISTICS -> {
              session.execute(
                  "ALTER STATISTICS "
                      + StagingName.quoted(staged(i))
                      + " SET SCHEMA "
                      + Session.quoted(model.target().schema()));
              rename("STATISTICS", Session.quoted(model.target().schema()), statement, i);
            }
            case COMMENT, GRANT, OPTIONS ->
                session.execute(statement.on(model.target().quoted(), ""));
          }
        });
  }

  /** On a table that stays; what has a name is made where it is missing. */
  void kept() {
    each(
        Cancellation.NEVER,
        (statement, _) -> {
          String schema = model.target().schema();
          String name = published(statement);
          if (!statement.kind().names() || !there(statement.kind(), schema, name)) {
            String full = Session.quoted(schema) + "." + Session.quoted(name);
            session.execute(statement.on(model.target().quoted(), named(statement, full, name)));
            mark(statement, schema, name);
          }
        });
  }

  private void rename(String kind, String schema, AfterStatement statement, int number)
      throws SQLException {
    String name = published(statement);
    if (!there(statement.kind(), model.target().schema(), name)) {
      session.execute(
          "ALTER "
              + kind
              + " "
              + schema
              + "."
              + Session.quoted(staged(number))
              + " RENAME TO "
              + Session.quoted(name));
    }
  }

  private boolean there(Kind kind, String schema, String name) throws SQLException {
    return kind == Kind.INDEX
        ? Catalog.find(session, schema, name).isPresent()
        : session.number(
                """
                SELECT count(*) FROM pg_statistic_ext
                WHERE stxnamespace = to_regnamespace(quote_ident(?)) AND stxname = ?
                """,
                schema,
                name)
            > 0;
  }

  /** An index lies in the schema of its table and is named without it. */
  private static String named(AfterStatement statement, String full, String name) {
    return statement.kind() == Kind.STATISTICS ? full : Session.quoted(name);
  }

  private void mark(AfterStatement statement, String schema, String name) throws SQLException {
    if (statement.kind().names()) {
      ModelIndexes.mark(session, statement.kind().name(), schema, name);
    }
  }

  private String staged(int number) {
    return model.relation() + "_a" + number;
  }

  private String published(AfterStatement statement) {
    return statement
        .name()
        .orElseGet(
            () -> {
              String table = model.target().table();
              return ModelIndexes.name(
                  table.substring(0, Math.min(40, table.length()))
                      + "_"
                      + Integer.toHexString(statement.text().hashCode()),
                  statement.kind() == Kind.INDEX
                      ? "idx"
                      : statement.kind().name().toLowerCase(Locale.ROOT).substring(0, 4));
            });
  }

  /** What is done with the statement of this number. */
  @FunctionalInterface
  private interface Each {
    void run(AfterStatement statement, int number) throws SQLException;
  }

  private void each(Cancellation cancellation, Each each) {
    List<AfterStatement> statements = model.definition().after();
    for (int i = 0; i < statements.size(); i++) {
      int number = i;
      AfterStatement statement = statements.get(i);
      cancellation.check();
      ModelBuilder.doing(
          cancellation,
          () -> each.run(statement, number),
          e -> errors.field(model, "after[" + number + "]", e));
    }
  }
}

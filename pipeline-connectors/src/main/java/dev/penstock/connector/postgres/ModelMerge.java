package dev.penstock.connector.postgres;

import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Puts the rows that a run built for a model into the model's table, by key. The publish holds the
 * table against other writers, so that two plain statements do.
 */
final class ModelMerge {
  private final Session session;
  private final Ddl ddl;
  private final Model model;
  private final Catalog.Relation staged;

  ModelMerge(Session session, Ddl ddl, Model model, Catalog.Relation staged) {
    this.session = session;
    this.ddl = ddl;
    this.model = model;
    this.staged = staged;
  }

  /** Whether the table can take rows by the model's key; where not, it is built anew. */
  static boolean fits(Optional<Catalog.Relation> now, Model model) {
    return now.isPresent()
        && now.get().isTable()
        && new HashSet<>(now.get().key()).equals(new HashSet<>(model.key()));
  }

  /**
   * Marks the models that the audit built for their tables.
   *
   * @throws PermanentException where such a table is no longer what it was
   */
  static void recall(Session session, StagedPipeline pipeline, List<Staging.Entry> entries)
      throws SQLException {
    for (Model model : List.copyOf(pipeline.models())) {
      boolean merges =
          entries.stream().anyMatch(e -> e.merges() && e.relation().equals(model.relation()));
      if (merges && !fits(Catalog.find(session, model.target()), model)) {
        throw new PermanentException(
            new Problem(
                "model-table",
                "models." + model.name() + " (table " + model.target() + ")",
                "The table was dropped or lost its key after the audit.",
                "Start a new run."));
      }
      if (merges) {
        pipeline.merge(model);
      }
    }
  }

  /** Refuses a result whose columns cannot go into the table. */
  static void check(Model model, Catalog.Relation now, Catalog.Relation staged) {
    String types =
        staged.columns().stream()
            .filter(c -> now.column(c.name()).map(n -> !n.type().equals(c.type())).orElse(false))
            .map(
                c ->
                    "\"%s\" is %s in the result and %s in the table"
                        .formatted(
                            c.name(),
                            c.type().sql(),
                            now.column(c.name()).orElseThrow().type().sql()))
            .collect(Collectors.joining("; "));
    String missing =
        now.columns().stream()
            .filter(c -> !c.optional() && staged.column(c.name()).isEmpty())
            .map(
                c ->
                    "\"%s\" must not be NULL in the table and is not in the result"
                        .formatted(c.name()))
            .collect(Collectors.joining("; "));
    if (!types.isEmpty() || !missing.isEmpty()) {
      throw new PermanentException(
          new Problem(
              "model-columns",
              ModelSql.where(model),
              types + (types.isEmpty() || missing.isEmpty() ? "" : "; ") + missing + ".",
              "Correct the SELECT, or start a full run: it builds the table "
                  + model.target()
                  + " anew."));
    }
  }

  /** Columns of the result that the table has not. */
  static List<Catalog.Column> added(Catalog.Relation now, Catalog.Relation staged) {
    return staged.columns().stream().filter(c -> now.column(c.name()).isEmpty()).toList();
  }

  /** The table as the publish leaves it: what staging has takes the place of the same keys. */
  Changes run() throws SQLException {
    Catalog.Relation now = Catalog.find(session, model.target()).orElseThrow();
    check(model, now, staged);
    List<Catalog.Column> added = added(now, staged);
    if (!added.isEmpty()) {
      ddl.run(
          "ALTER TABLE "
              + model.target().quoted()
              + " "
              + list(added, c -> "ADD COLUMN " + Session.quoted(c.name()) + " " + c.type().sql()));
    }
    List<Catalog.Column> columns =
        staged.columns().stream()
            .filter(c -> now.column(c.name()).map(n -> !n.generated()).orElse(true))
            .toList();
    try {
      long updated = update(columns);
      long inserted = insert(columns);
      ModelBuilder.drop(session, model.relation());
      return new Changes(inserted, updated, 0);
    } catch (SQLException e) {
      if (SqlErrors.aboutRow(e)) {
        throw new PermanentException(
            new Problem(
                "model-merge",
                "models." + model.name() + " (table " + model.target() + ")",
                "The rows do not go into the table: " + SqlErrors.message(e) + ".",
                "Correct the model or the table; a full run builds the table anew."),
            e);
      }
      throw e;
    }
  }

  private int update(List<Catalog.Column> columns) throws SQLException {
    List<Catalog.Column> values =
        columns.stream().filter(c -> !model.key().contains(c.name())).toList();
    if (values.isEmpty()) {
      return 0;
    }
    // By their images, because some types know no equality.
    return session.update(
        "UPDATE "
            + model.target().quoted()
            + " AS t SET "
            + list(values, c -> Session.quoted(c.name()) + " = s." + Session.quoted(c.name()))
            + " FROM "
            + model.staged()
            + " AS s WHERE "
            + sameKey(model.key())
            + " AND CAST(ROW("
            + list(values, c -> "t." + Session.quoted(c.name()))
            + ") AS record) *<> CAST(ROW("
            + list(values, c -> "s." + Session.quoted(c.name()))
            + ") AS record)");
  }

  private int insert(List<Catalog.Column> columns) throws SQLException {
    return session.update(
        "INSERT INTO "
            + model.target().quoted()
            + " ("
            + list(columns, c -> Session.quoted(c.name()))
            + ") OVERRIDING SYSTEM VALUE SELECT "
            + list(columns, c -> "s." + Session.quoted(c.name()))
            + " FROM "
            + model.staged()
            + " AS s WHERE NOT EXISTS (SELECT FROM "
            + model.target().quoted()
            + " AS t WHERE "
            + sameKey(model.key())
            + ")");
  }

  static String sameKey(List<String> key) {
    return key.stream()
        .map(Session::quoted)
        .map(column -> "t." + column + " = s." + column)
        .collect(Collectors.joining(" AND "));
  }

  private static String list(List<Catalog.Column> columns, Function<Catalog.Column, String> text) {
    return columns.stream().map(text).collect(Collectors.joining(", "));
  }
}

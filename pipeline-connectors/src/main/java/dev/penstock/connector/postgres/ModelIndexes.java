package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.StagedPipeline.Model;
import java.sql.SQLException;
import java.util.List;

/** The indexes of models that their definitions list. */
final class ModelIndexes {
  private ModelIndexes() {}

  /** On the staged table. */
  static void stage(Session session, Model model) throws SQLException {
    List<List<String>> indexes = model.definition().indexes();
    for (int i = 0; i < indexes.size(); i++) {
      create(session, Bookkeeping.STAGING_SCHEMA, staged(model, i), model.staged(), indexes.get(i));
    }
  }

  /** Those that a table which stays does not have yet. */
  static void complete(Session session, Model model) throws SQLException {
    String schema = model.target().schema();
    List<List<String>> indexes = model.definition().indexes();
    for (List<String> columns : indexes) {
      String name = published(model, columns);
      if (Catalog.find(session, schema, name).isEmpty()) {
        create(session, schema, name, model.target().quoted(), columns);
      }
    }
  }

  static String staged(Model model, int number) {
    return model.relation() + "_i" + number;
  }

  static String published(Model model, List<String> columns) {
    return name(model.target().table() + "_" + String.join("_", columns), "idx");
  }

  /** A name that is made from another one and fits into PostgreSQL's 63 characters. */
  static String name(String from, String suffix) {
    String ascii = from.replaceAll("[^A-Za-z0-9_]", "_");
    return ascii.substring(0, Math.min(62 - suffix.length(), ascii.length())) + "_" + suffix;
  }

  private static void create(
      Session session, String schema, String name, String table, List<String> columns)
      throws SQLException {
    session.execute(
        "CREATE INDEX "
            + Session.quoted(name)
            + " ON "
            + table
            + " ("
            + Session.quoted(columns)
            + ")");
    mark(session, "INDEX", schema, name);
  }

  /** Says that a definition made it, so that it does not keep its table from being swapped. */
  static void mark(Session session, String kind, String schema, String name) throws SQLException {
    session.execute(
        "COMMENT ON "
            + kind
            + " "
            + Session.quoted(schema)
            + "."
            + Session.quoted(name)
            + " IS '"
            + ModelBuilder.INDEX_MARK
            + "'");
  }
}

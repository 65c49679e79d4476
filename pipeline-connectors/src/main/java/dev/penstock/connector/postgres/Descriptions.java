package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.StagedPipeline.Model;
import java.sql.SQLException;
import java.util.Map;

/** Puts a model's descriptions onto its table or view, as comments. */
final class Descriptions {
  private Descriptions() {}

  /** Leaves a relation of another role as it is. */
  static void apply(Session session, Model model) throws SQLException {
    Catalog.Relation relation = Catalog.find(session, model.target()).orElseThrow();
    boolean own =
        session.number(
                "SELECT count(*) FROM pg_class WHERE oid = ?::oid AND pg_has_role(relowner, 'USAGE')",
                relation.oid())
            > 0;
    if (!own) {
      return;
    }
    String name = model.target().quoted();
    if (!model.definition().description().isEmpty()) {
      comment(
          session,
          (relation.kind() == 'v' ? "VIEW " : "TABLE ") + name,
          model.definition().description());
    }
    for (Map.Entry<String, String> column : model.definition().columns().entrySet()) {
      comment(session, "COLUMN " + name + "." + Session.quoted(column.getKey()), column.getValue());
    }
  }

  private static void comment(Session session, String on, String text) throws SQLException {
    // As its own constant, so that a backslash means itself whatever the server's settings.
    session.execute(
        "COMMENT ON "
            + on
            + " IS "
            + (text.contains("\\")
                ? "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
                : "'" + text.replace("'", "''") + "'"));
  }
}

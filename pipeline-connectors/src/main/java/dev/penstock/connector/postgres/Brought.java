package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.StagingTable.Planned;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which columns a run brings. Staging may have more, which the table has; where rows are merged,
 * they keep their values in these.
 */
final class Brought {
  private Brought() {}

  /** Keeps the names in the register. */
  static void note(Session session, String relation, List<Planned> columns) throws SQLException {
    session.update(
        "UPDATE _penstock.staging SET brought = ?::json WHERE relation = ?",
        Publications.write(columns.stream().map(p -> p.column().name()).toList()),
        relation);
  }

  /** Staging without the columns that the run does not bring. */
  static Catalog.Relation of(Session session, Loaded item, Catalog.Relation staged)
      throws SQLException {
    Set<String> names =
        new HashSet<>(
            session.query(
                "SELECT json_array_elements_text(brought) FROM _penstock.staging WHERE relation = ?",
                row -> row.getString(1),
                item.relation()));
    return new Catalog.Relation(
        staged.oid(),
        staged.kind(),
        staged.columns().stream().filter(c -> names.contains(c.name())).toList(),
        staged.key());
  }
}

package dev.penstock.connector.postgres;

import dev.penstock.connector.PublishResult.Changes;
import dev.penstock.connector.database.SqlErrors;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.Targets.Target;
import dev.penstock.error.PermanentException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Merges the rows of a run into a table that is there, by their key. No other writer is at the
 * table, so an UPDATE of the rows that differ and an INSERT of the others are exact; they count
 * what they do, and use no numbers of identity columns up.
 */
final class Merge {
  private final Session session;
  private final Ddl ddl;
  private final Target target;

  Merge(Session session, Ddl ddl, Target target) {
    this.session = session;
    this.ddl = ddl;
    this.target = target;
  }

  Changes run() throws SQLException {
    Loaded item = (Loaded) target.item();
    Catalog.Relation staged = Brought.of(session, item, target.staged().orElseThrow());
    Catalog.Relation now = Widening.run(session, ddl, target);
    List<String> columns = Widening.columns(now, staged);
    Meeting meeting = new Meeting(staged, item.key(), item.definition().merging().order());
    try {
      long updated = update(item, meeting, columns);
      long inserted = insert(item, meeting, columns);
      ModelBuilder.drop(session, item.relation());
      return new Changes(inserted, updated, 0);
    } catch (SQLException e) {
      if (SqlErrors.aboutRow(e)) {
        throw new PermanentException(Addition.conflict(item, SqlErrors.message(e)), e);
      }
      throw e;
    }
  }

  private long update(Loaded item, Meeting meeting, List<String> columns) throws SQLException {
    List<String> values = columns.stream().filter(c -> !item.key().contains(c)).toList();
    if (values.isEmpty()) {
      return 0;
    }
    return session.change(
        "UPDATE "
            + item.target().quoted()
            + " AS t SET "
            + values.stream()
                .map(Session::quoted)
                .map(column -> column + " = s." + column)
                .collect(Collectors.joining(", "))
            + " FROM "
            + item.staged()
            + " AS s WHERE "
            + meeting.sameKey("t", "s")
            + " AND "
            + meeting.notOlder("s", "t")
            + " AND "
            + meeting.differ("s", "t", Lineage.without(values)));
  }

  private long insert(Loaded item, Meeting meeting, List<String> columns) throws SQLException {
    String names = Session.quoted(columns);
    return session.change(
        "INSERT INTO "
            + item.target().quoted()
            + " ("
            + names
            + ") OVERRIDING SYSTEM VALUE SELECT "
            + names
            + " FROM "
            + item.staged()
            + " AS s WHERE NOT EXISTS (SELECT FROM "
            + item.target().quoted()
            + " AS t WHERE "
            + meeting.sameKey("t", "s")
            + ")");
  }
}

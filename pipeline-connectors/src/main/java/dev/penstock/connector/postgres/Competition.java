package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Removes staged rows that lose against others with their key: the greatest order wins, NULL being
 * the least, then the row that stands last in its source. Rows without a key stay, for the key's
 * check to find.
 */
final class Competition {
  private Competition() {}

  /** Whether rows may still have to be removed. */
  static boolean open(Session session, Loaded item) throws SQLException {
    return item.competes()
        && Catalog.find(session, Bookkeeping.STAGING_SCHEMA, item.relation())
            .map(Standing::in)
            .orElse(false);
  }

  /** Removes the losers and notes how many they were. */
  static void run(Session session, Loaded item) throws SQLException {
    Catalog.Relation staged =
        Catalog.find(session, Bookkeeping.STAGING_SCHEMA, item.relation()).orElseThrow();
    session.execute("ANALYZE " + item.staged());
    long removed = session.change(sql(item, staged));
    if (!item.finish().changes()) {
      session.update(
          "UPDATE _penstock.staging SET removed = removed + ? WHERE relation = ?",
          removed,
          item.relation());
    }
  }

  /** How many rows lost that arrived in staging itself. */
  static long removed(Session session, Loaded item) throws SQLException {
    return session.number(
        "SELECT removed FROM _penstock.staging WHERE relation = ?", item.relation());
  }

  private static String sql(Loaded item, Catalog.Relation staged) {
    Meeting meeting = new Meeting(staged, item.stagedKey(), item.definition().merging().order());
    String key = Session.quoted(item.stagedKey());
    List<String> order = new ArrayList<>();
    item.definition()
        .merging()
        .order()
        .ifPresent(column -> order.add(meeting.comparable("r", column) + " DESC NULLS LAST"));
    order.addAll(Standing.order(true));
    String hasKey =
        item.stagedKey().stream()
            .map(column -> Session.quoted(column) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    // Only the rows whose key repeats are put in order.
    String repeated =
        "SELECT "
            + key
            + " FROM "
            + item.staged()
            + " WHERE "
            + hasKey
            + " GROUP BY "
            + key
            + " HAVING count(*) > 1";
    String ranked =
        "SELECT r.ctid AS place, row_number() OVER (PARTITION BY "
            + item.stagedKey().stream()
                .map(column -> "r." + Session.quoted(column))
                .collect(Collectors.joining(", "))
            + " ORDER BY "
            + String.join(", ", order)
            + ") AS rank FROM "
            + item.staged()
            + " AS r JOIN ("
            + repeated
            + ") AS k ON "
            + meeting.sameKey("k", "r")
            + Standing.join("r", item);
    return "DELETE FROM "
        + item.staged()
        + " AS s USING ("
        + ranked
        + ") AS o WHERE s.ctid = o.place AND o.rank > 1";
  }
}

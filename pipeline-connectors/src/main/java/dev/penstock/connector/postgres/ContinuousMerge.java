package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.PublishResult.Changes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Merges a batch's rows from their temporary table into the one that readers see, while others do
 * the same. Keys come in their order, so that two batches wait for each other in one direction.
 */
final class ContinuousMerge {
  private final Session session;
  private final String from;
  private final String sql;
  private long inserted;
  private long updated;

  ContinuousMerge(Session session, LoadBatch batch, StagingTable table) throws SQLException {
    this.session = session;
    this.from = table.qualified();
    List<String> columns =
        table.columns().stream()
            .map(p -> p.column().name())
            .filter(name -> !Standing.COLUMNS.contains(name))
            .toList();
    Catalog.Relation target = Catalog.find(session, batch.table()).orElseThrow();
    this.sql = sql(batch, target, columns);
  }

  /** Merges what was copied, and empties the temporary table where more comes. */
  void run(boolean all) throws SQLException {
    long[] counts = session.numbers(sql);
    if (!all) {
      session.execute("TRUNCATE " + from);
    }
    inserted += counts[0];
    updated += counts[1];
  }

  Changes changes() {
    return new Changes(inserted, updated, 0);
  }

  private String sql(LoadBatch batch, Catalog.Relation target, List<String> columns) {
    Optional<String> order = batch.target().merging().order();
    Meeting meeting = new Meeting(target, batch.key(), order);
    List<String> values = columns.stream().filter(c -> !batch.key().contains(c)).toList();
    String key = Session.quoted(batch.key());
    String names = Session.quoted(columns);
    List<String> winner = new ArrayList<>(batch.key().stream().map(Session::quoted).toList());
    order.ifPresent(c -> winner.add(meeting.comparable("r", c) + " DESC NULLS LAST"));
    winner.add(Standing.PLACE + " DESC NULLS LAST");
    winner.add(Standing.ROW + " DESC");
    String action =
        values.isEmpty()
            ? "DO NOTHING"
            : "DO UPDATE SET "
                + values.stream()
                    .map(Session::quoted)
                    .map(column -> column + " = excluded." + column)
                    .collect(Collectors.joining(", "))
                + " WHERE "
                + meeting.notOlder("excluded", "t")
                + " AND "
                + meeting.differ("excluded", "t", Lineage.without(values));
    return "WITH merged AS (INSERT INTO "
        + batch.table().quoted()
        + " AS t ("
        + names
        + ") OVERRIDING SYSTEM VALUE SELECT "
        + names
        + " FROM (SELECT DISTINCT ON ("
        + key
        + ") * FROM "
        + from
        + " AS r ORDER BY "
        + String.join(", ", winner)
        + ") AS winners ORDER BY "
        + key
        + " ON CONFLICT ("
        + key
        + ") "
        + action
        // A row that was there is locked by its update.
        + " RETURNING t.xmax = 0 AS fresh) SELECT count(*) FILTER (WHERE fresh),"
        + " count(*) FILTER (WHERE NOT fresh) FROM merged";
  }
}

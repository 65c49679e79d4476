package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.StagingTable.Planned;
import dev.penstock.definition.Finish;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The table beside an output's staging where rows arrive that the audit finishes. They stay as they
 * came until the run is published or cleaned, so that an audit can begin again.
 */
final class Arrivals {
  /** Behind the output's name in the register; no output's name has a point. */
  private static final String REGISTERED = ".in";

  private Arrivals() {}

  /** Makes the table for an output whose staging was just made. */
  static StagingTable create(
      Session session, LoadBatch batch, String relation, List<Planned> staged) throws SQLException {
    String arrivals = StagingName.arrivals(relation);
    List<Planned> columns = new ArrayList<>();
    switch (batch.finish()) {
      case Finish.None _ -> throw new IllegalArgumentException("rows arrive in staging itself");
      case Finish.Deduplicate _ -> {
        // The table's constraints hold for each record, so a record that breaks one is a reject.
        List<Planned> stand = ColumnMatch.create(batch, LoadColumn.stand());
        session.execute(
            "CREATE TABLE "
                + StagingName.quoted(arrivals)
                + " (LIKE "
                + StagingName.quoted(relation)
                + " INCLUDING ALL) WITH (autovacuum_enabled = false)");
        session.execute(
            "ALTER TABLE "
                + StagingName.quoted(arrivals)
                + " "
                + stand.stream()
                    .map(
                        p ->
                            "ADD COLUMN "
                                + Session.quoted(p.column().name())
                                + " "
                                + p.type().sql())
                    .collect(Collectors.joining(", ")));
        columns.addAll(staged);
        columns.addAll(stand);
      }
      // A part of a group need not fit what the whole must fit.
      case Finish.Combine _ -> {
        columns.addAll(ColumnMatch.create(batch, LoadColumn.arriving(batch)));
        Staging.create(session, arrivals, columns);
        columns = SplitRows.tell(session, batch, arrivals, columns);
      }
    }
    Staging.register(
        session,
        batch.split().run(),
        batch.split().stream(),
        batch.output() + REGISTERED,
        arrivals,
        batch.table());
    return Staging.table(arrivals, batch, columns);
  }

  /** The table of an output that another batch made. */
  static StagingTable find(Session session, LoadBatch batch, String relation) throws SQLException {
    String arrivals = StagingName.arrivals(relation);
    Catalog.Relation found =
        Catalog.find(session, Bookkeeping.STAGING_SCHEMA, arrivals)
            .orElseThrow(() -> new IllegalStateException("staging without arrivals: " + relation));
    return Staging.table(
        arrivals, batch, ColumnMatch.match(batch, LoadColumn.arriving(batch), found));
  }
}

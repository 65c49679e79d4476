package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.definition.BronzeDefinition;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.StreamDefinition;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What the splits were that rows of visible tables point at. Written in the transaction that makes
 * the rows visible; a table that is replaced loses those of its old rows.
 */
final class Origins {
  private Origins() {}

  /** Keeps the splits of all outputs whose tables note where rows came from. */
  static void publish(Session session, RunWork work, StagedPipeline pipeline) throws SQLException {
    for (Loaded item : pipeline.loaded()) {
      if (item.layer().equals(StreamDefinition.BRONZE)) {
        continue;
      }
      Optional<Catalog.Relation> table = Catalog.find(session, item.target());
      if (item.mode() == LoadMode.REPLACE) {
        session.update("DELETE FROM _penstock.origin WHERE target = ?", item.target().toString());
      }
      if (table.filter(Lineage::in).isPresent()) {
        keep(session, work, item);
      }
    }
  }

  private static void keep(Session session, RunWork work, Loaded item) throws SQLException {
    session.update(
        """
        INSERT INTO _penstock.origin
        (target, id, run_id, stream, output, split, origin, pipeline, version, bronze)
        SELECT ?, id, run_id, stream, output, split, coalesce(origin, ''), ?, ?, ?
        FROM _penstock.load
        WHERE run_id = ? AND stream = ? AND output = ? AND loaded > 0
        ON CONFLICT (target, id) DO UPDATE SET
          run_id = excluded.run_id, stream = excluded.stream, output = excluded.output,
          split = excluded.split, origin = excluded.origin, pipeline = excluded.pipeline,
          version = excluded.version, bronze = excluded.bronze
        """,
        item.target().toString(),
        work.pipeline().name(),
        work.version(),
        work.pipeline().stream(item.stream())
            .bronze()
            .map(BronzeDefinition::table)
            .map(Object::toString)
            .orElse(null),
        work.run(),
        item.stream(),
        item.output());
  }

  /**
   * Keeps the split of a batch whose rows are visible when it is loaded. Its pipeline is known when
   * the run is published.
   */
  static void load(Session session, LoadBatch batch, StagingTable table, int split)
      throws SQLException {
    boolean noted = table.columns().stream().anyMatch(p -> p.column().name().equals(Lineage.SPLIT));
    if (noted) {
      session.update(
          """
          INSERT INTO _penstock.origin (target, id, run_id, stream, output, split, origin)
          VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (target, id) DO NOTHING
          """,
          batch.table().toString(),
          split,
          batch.split().run(),
          batch.split().stream(),
          batch.output(),
          batch.split().split(),
          batch.origin());
    }
  }
}

package dev.penstock.connector.duckdb;

import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.connector.LoadBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rows that the database refused, kept until the run is cleaned, so that a batch that comes
 * again reports the same rejects.
 */
final class RefusedRows {
  private static final int AT_ONCE = 200;
  private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private RefusedRows() {}

  static void keep(Session session, LoadBatch batch, List<RejectedRecord> rejects)
      throws SQLException {
    for (int from = 0; from < rejects.size(); from += AT_ONCE) {
      int to = Math.min(from + AT_ONCE, rejects.size());
      List<Object> values = new ArrayList<>();
      for (int index = from; index < to; index++) {
        RejectedRecord reject = rejects.get(index);
        values.addAll(
            List.of(
                batch.split().run(),
                batch.split().stream(),
                batch.output(),
                batch.split().split(),
                batch.sequence(),
                index,
                reject.step(),
                reject.rule(),
                reject.message(),
                reject.place(),
                reject.original()));
      }
      session.update(
          "INSERT INTO _penstock.refused"
              + " (run_id, stream, output, split, sequence, idx, step, rule, message, place,"
              + " original) VALUES "
              + String.join(", ", Collections.nCopies(to - from, ROW)),
          values.toArray());
    }
  }

  static List<RejectedRecord> of(Session session, LoadBatch batch) throws SQLException {
    return session.query(
        """
        SELECT step, rule, message, place, original FROM _penstock.refused
        WHERE run_id = ? AND stream = ? AND output = ? AND split = ? AND sequence = ?
        ORDER BY idx
        """,
        row ->
            new RejectedRecord(
                Stage.LOAD,
                ErrorClass.DESTINATION,
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5)),
        batch.split().run(),
        batch.split().stream(),
        batch.output(),
        batch.split().split(),
        batch.sequence());
  }

  /** Those of all batches of the split at the output. */
  static void forget(Session session, LoadBatch batch) throws SQLException {
    session.update(
        "DELETE FROM _penstock.refused WHERE run_id = ? AND stream = ? AND output = ? AND split = ?",
        batch.split().run(),
        batch.split().stream(),
        batch.output(),
        batch.split().split());
  }
}

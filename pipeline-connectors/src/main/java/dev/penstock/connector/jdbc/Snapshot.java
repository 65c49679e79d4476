package dev.penstock.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;

/**
 * A moment of a PostgreSQL database that other connections can join while its holder lives.
 *
 * @param id what {@code pg_export_snapshot} answered; a server that was restarted may give it again
 * @param sees fingerprint of the transactions that it sees, which tells two snapshots of one id
 *     apart
 */
record Snapshot(String id, String sees) {
  void write(ObjectNode json) {
    json.put("snapshot", id).put("sees", sees);
  }

  static Snapshot read(JsonNode json) {
    return new Snapshot(json.path("snapshot").asText(), json.path("sees").asText());
  }

  static PermanentException lost(String where) {
    return new PermanentException(
        new Problem(
            "snapshot-lost",
            where,
            "The snapshot in which this run reads is gone: the extractor that held it or the"
                + " database was restarted, or the run took too long. Rows of another moment are not"
                + " mixed in.",
            "Start the run again, or set `snapshot: false` where the splits need not see the same"
                + " moment."));
  }
}

package dev.penstock.connector.postgres;

import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.copy.ColumnType;
import dev.penstock.connector.postgres.copy.FieldEncoder;
import java.time.Instant;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * How batches of one output go into their staging table. Immutable.
 *
 * @param place the schema that it is in
 * @param schema of the batches that it was made for
 */
record StagingTable(String place, String relation, Schema schema, List<Planned> columns) {
  StagingTable {
    columns = List.copyOf(columns);
  }

  /** A column of the batch and the type that it has in the table. */
  record Planned(LoadColumn column, ColumnType type) {}

  /** In the schema of staging. */
  StagingTable(String relation, Schema schema, List<Planned> columns) {
    this(Bookkeeping.STAGING_SCHEMA, relation, schema, columns);
  }

  String qualified() {
    return Session.quoted(place) + "." + Session.quoted(relation);
  }

  String copySql() {
    return "COPY "
        + qualified()
        + " ("
        + Session.quoted(columns.stream().map(p -> p.column().name()).toList())
        + ") FROM STDIN (FORMAT binary)";
  }

  /**
   * Writes the rows of a batch.
   *
   * @param split number of the split's ledger row
   */
  List<FieldEncoder> encoders(LoadBatch batch, Instant now, int split) {
    return columns.stream().map(p -> p.column().encoder(batch, p.type(), now, split)).toList();
  }
}

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
 * @param schema of the batches that it was made for
 */
record StagingTable(String relation, Schema schema, List<Planned> columns) {
  StagingTable {
    columns = List.copyOf(columns);
  }

  /** A column of the batch and the type that it has in the table. */
  record Planned(LoadColumn column, ColumnType type) {}

  String copySql() {
    return "COPY "
        + StagingName.quoted(relation)
        + " ("
        + Session.quoted(columns.stream().map(p -> p.column().name()).toList())
        + ") FROM STDIN (FORMAT binary)";
  }

  List<FieldEncoder> encoders(LoadBatch batch, Instant now) {
    return columns.stream().map(p -> p.column().encoder(batch, p.type(), now)).toList();
  }
}

package dev.penstock.connector.postgres;

import dev.penstock.batch.Columns;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.copy.ColumnType;
import dev.penstock.connector.postgres.copy.Encoders;
import dev.penstock.connector.postgres.copy.FieldEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A column that a batch brings: one of its vectors, or metadata that bronze adds.
 *
 * @param vector index of the vector, or -1 for metadata
 */
record LoadColumn(String name, ArrowType type, int vector, Metadata metadata) {
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType INSTANT = new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");

  /** What bronze adds. */
  enum Metadata {
    NONE,
    BATCH_ID,
    INGESTED_AT,
    SOURCE_SYSTEM,
    SOURCE_PLACE
  }

  /** The batch's columns without the place, which is not the author's, and bronze's metadata. */
  static List<LoadColumn> of(LoadBatch batch) {
    List<LoadColumn> columns = new ArrayList<>();
    List<Field> fields = batch.rows().getSchema().getFields();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      if (!field.getName().equals(Columns.PLACE)) {
        columns.add(new LoadColumn(field.getName(), field.getType(), i, Metadata.NONE));
      }
    }
    if (batch.bronze()) {
      columns.add(new LoadColumn("_batch_id", TEXT, -1, Metadata.BATCH_ID));
      columns.add(new LoadColumn("_ingested_at", INSTANT, -1, Metadata.INGESTED_AT));
      columns.add(new LoadColumn("_source_system", TEXT, -1, Metadata.SOURCE_SYSTEM));
      columns.add(new LoadColumn("_source_place", TEXT, -1, Metadata.SOURCE_PLACE));
    }
    return columns;
  }

  FieldEncoder encoder(LoadBatch batch, ColumnType column, Instant now) {
    return switch (metadata) {
      case NONE -> Encoders.encoder(batch.rows().getVector(vector), column);
      case BATCH_ID -> Encoders.constant(batch.split().key() + "/" + batch.sequence());
      case INGESTED_AT -> Encoders.constantInstant(ChronoUnit.MICROS.between(Instant.EPOCH, now));
      case SOURCE_SYSTEM -> Encoders.constant(batch.sourceSystem());
      case SOURCE_PLACE ->
          batch.rows().getVector(Columns.PLACE) instanceof BaseIntVector place
              ? Encoders.numbered(batch.origin(), ":", place)
              : Encoders.constant(batch.origin());
    };
  }
}

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
record LoadColumn(Field field, int vector, Metadata metadata) {
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType INSTANT = new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");

  String name() {
    return field.getName();
  }

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
        columns.add(new LoadColumn(field, i, Metadata.NONE));
      }
    }
    if (batch.bronze()) {
      columns.add(added("_batch_id", TEXT, Metadata.BATCH_ID));
      columns.add(added("_ingested_at", INSTANT, Metadata.INGESTED_AT));
      columns.add(added("_source_system", TEXT, Metadata.SOURCE_SYSTEM));
      columns.add(added("_source_place", TEXT, Metadata.SOURCE_PLACE));
    }
    return columns;
  }

  private static LoadColumn added(String name, ArrowType type, Metadata metadata) {
    return new LoadColumn(Field.nullable(name, type), -1, metadata);
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

package dev.penstock.connector.postgres;

import dev.penstock.batch.Columns;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.postgres.copy.ColumnType;
import dev.penstock.connector.postgres.copy.Encoders;
import dev.penstock.connector.postgres.copy.FieldEncoder;
import dev.penstock.definition.Finish;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A column that a batch brings: one of its vectors, or metadata that Penstock adds.
 *
 * @param vector index of the vector, or -1 for metadata
 */
record LoadColumn(Field field, int vector, Metadata metadata) {
  private static final ArrowType TEXT = ArrowType.Utf8.INSTANCE;
  private static final ArrowType NUMBER = new ArrowType.Int(64, true);
  private static final ArrowType INSTANT = new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");

  String name() {
    return field.getName();
  }

  /** What bronze adds, and what says where a record stands. */
  enum Metadata {
    NONE,
    BATCH_ID,
    INGESTED_AT,
    SOURCE_SYSTEM,
    SOURCE_PLACE,
    SPLIT,
    PLACE,
    ROW
  }

  /** What the output's table gets: no place, no hidden columns, but bronze's metadata. */
  static List<LoadColumn> of(LoadBatch batch) {
    List<LoadColumn> columns = new ArrayList<>();
    List<Field> fields = batch.rows().getSchema().getFields();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      boolean hidden = batch.finish().changes() && Finish.hidden(field.getName());
      if (!field.getName().equals(Columns.PLACE) && !hidden) {
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

  /** All that a batch's rows arrive with. */
  static List<LoadColumn> arriving(LoadBatch batch) {
    List<LoadColumn> columns = new ArrayList<>(of(batch));
    columns.addAll(hidden(batch));
    return columns;
  }

  /** What readers never see and the audit needs. */
  private static List<LoadColumn> hidden(LoadBatch batch) {
    List<LoadColumn> columns = new ArrayList<>();
    switch (batch.finish()) {
      case Finish.None _ -> {
        if (batch.mode().keyed()) {
          columns.addAll(stand());
        }
      }
      case Finish.Combine _ -> {
        List<Field> fields = batch.rows().getSchema().getFields();
        for (int i = 0; i < fields.size(); i++) {
          if (Finish.hidden(fields.get(i).getName())) {
            columns.add(new LoadColumn(fields.get(i), i, Metadata.NONE));
          }
        }
      }
      case Finish.Deduplicate _ -> columns.addAll(stand());
    }
    return columns;
  }

  /** Where a row came from; see {@link Lineage}. None of a row that many records made. */
  static List<LoadColumn> lineage(LoadBatch batch) {
    return batch.bronze() || batch.finish() instanceof Finish.Combine
        ? List.of()
        : List.of(
            added(Lineage.SPLIT, new ArrowType.Int(32, true), Metadata.SPLIT),
            added(Lineage.PLACE, NUMBER, Metadata.PLACE));
  }

  /** Which split a row is of; see {@link SplitRows}. */
  static LoadColumn split() {
    return stand().getFirst();
  }

  /** Where a record stands; see {@link Standing}. */
  static List<LoadColumn> stand() {
    return List.of(
        added(Standing.SPLIT, new ArrowType.Int(32, true), Metadata.SPLIT),
        added(Standing.PLACE, NUMBER, Metadata.PLACE),
        added(Standing.ROW, NUMBER, Metadata.ROW));
  }

  private static LoadColumn added(String name, ArrowType type, Metadata metadata) {
    return new LoadColumn(Field.nullable(name, type), -1, metadata);
  }

  /**
   * Writes the column.
   *
   * @param split number of the split's ledger row
   */
  FieldEncoder encoder(LoadBatch batch, ColumnType column, Instant now, int split) {
    return switch (metadata) {
      case NONE -> Encoders.encoder(batch.rows().getVector(vector), column);
      case BATCH_ID -> Encoders.constant(batch.split().key() + "/" + batch.sequence());
      case INGESTED_AT -> Encoders.constantInstant(ChronoUnit.MICROS.between(Instant.EPOCH, now));
      case SOURCE_SYSTEM -> Encoders.constant(batch.sourceSystem());
      case SOURCE_PLACE ->
          batch.rows().getVector(Columns.PLACE) instanceof BaseIntVector place
              ? Encoders.numbered(batch.origin(), ":", place)
              : Encoders.constant(batch.origin());
      case PLACE ->
          batch.rows().getVector(Columns.PLACE) instanceof BaseIntVector place
              ? Encoders.encoder((FieldVector) place, column)
              : Encoders.nothing();
      case SPLIT -> Encoders.constant(split);
      case ROW -> Encoders.number(row -> Standing.row(batch.sequence(), row));
    };
  }
}

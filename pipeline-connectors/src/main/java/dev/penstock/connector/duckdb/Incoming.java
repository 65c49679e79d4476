package dev.penstock.connector.duckdb;

import dev.penstock.batch.Columns;
import dev.penstock.connector.LoadBatch;
import dev.penstock.definition.Finish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A column that a batch brings: one of its own, or metadata that Penstock adds.
 *
 * @param type as DuckDB has it
 * @param what where its values come from
 */
record Incoming(String name, String type, What what) {
  /** Where values come from. */
  enum What {
    BATCH,
    BATCH_ID,
    INGESTED_AT,
    SOURCE_SYSTEM,
    SOURCE_PLACE,
    ORIGIN,
    PLACE,
    SPLIT,
    SEQUENCE,
    ROW
  }

  private static final String TEXT = "VARCHAR";
  private static final String NUMBER = "BIGINT";

  /** The number of a row in its batch, from 0. */
  static final String ROW = Finish.HIDDEN + "_row";

  /** Where a record stands: hidden columns in the order that decides between equal records. */
  static final List<Incoming> STAND =
      List.of(
          new Incoming(Finish.HIDDEN + "_origin", TEXT, What.ORIGIN),
          new Incoming(Finish.HIDDEN + "_place", NUMBER, What.PLACE),
          new Incoming(Finish.HIDDEN + "_split", TEXT, What.SPLIT),
          new Incoming(Finish.HIDDEN + "_sequence", NUMBER, What.SEQUENCE),
          new Incoming(ROW, NUMBER, What.ROW));

  /** Which split a row is of; see {@link SplitRows}. */
  static final Incoming OF_SPLIT =
      STAND.stream().filter(column -> column.what == What.SPLIT).findFirst().orElseThrow();

  /**
   * What the output's table gets: no place, no hidden columns, but bronze's metadata.
   *
   * @param types of the batch's columns
   */
  static List<Incoming> of(LoadBatch batch, Map<String, String> types) {
    List<Incoming> columns = new ArrayList<>();
    for (Field field : batch.rows().getSchema().getFields()) {
      boolean hidden = batch.finish().changes() && Finish.hidden(field.getName());
      if (!field.getName().equals(Columns.PLACE) && !hidden) {
        columns.add(own(field, types));
      }
    }
    if (batch.bronze()) {
      columns.add(new Incoming("_batch_id", TEXT, What.BATCH_ID));
      columns.add(new Incoming("_ingested_at", "TIMESTAMP WITH TIME ZONE", What.INGESTED_AT));
      columns.add(new Incoming("_source_system", TEXT, What.SOURCE_SYSTEM));
      columns.add(new Incoming("_source_place", TEXT, What.SOURCE_PLACE));
    }
    return columns;
  }

  /** What readers never see and the finish needs. */
  static List<Incoming> hidden(LoadBatch batch, Map<String, String> types) {
    if (batch.finish() instanceof Finish.Combine) {
      return batch.rows().getSchema().getFields().stream()
          .filter(field -> Finish.hidden(field.getName()))
          .map(field -> own(field, types))
          .toList();
    }
    return Finishing.needed(batch.target()) ? STAND : List.of();
  }

  private static Incoming own(Field field, Map<String, String> types) {
    return new Incoming(field.getName(), types.getOrDefault(field.getName(), ""), What.BATCH);
  }

  /** Its value, for a query over the batch's rows with their numbers. */
  String value(LoadBatch batch, Instant now) {
    return switch (what) {
      case BATCH -> Sql.quoted(name);
      case BATCH_ID -> Sql.text(batch.split().key() + "/" + batch.sequence());
      case INGESTED_AT -> "TIMESTAMPTZ " + Sql.text(now.toString());
      case SOURCE_SYSTEM -> Sql.text(batch.sourceSystem());
      case SOURCE_PLACE ->
          placed(batch)
              ? "coalesce("
                  + Sql.text(batch.origin() + ":")
                  + " || "
                  + Sql.quoted(Columns.PLACE)
                  + ", "
                  + Sql.text(batch.origin())
                  + ")"
              : Sql.text(batch.origin());
      case ORIGIN -> Sql.text(batch.origin());
      case PLACE -> placed(batch) ? Sql.quoted(Columns.PLACE) : "NULL";
      case SPLIT -> Sql.text(batch.split().split());
      case SEQUENCE -> Long.toString(batch.sequence());
      case ROW -> Sql.quoted(ROW);
    };
  }

  private static boolean placed(LoadBatch batch) {
    return batch.rows().getVector(Columns.PLACE) instanceof BaseIntVector;
  }
}

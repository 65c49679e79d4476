package dev.penstock.transform;

import dev.penstock.batch.Columns;
import dev.penstock.batch.Counts;
import dev.penstock.batch.ErrorClass;
import dev.penstock.batch.JsonValues;
import dev.penstock.batch.RejectedRecord;
import dev.penstock.batch.Stage;
import dev.penstock.batch.Warning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Counts and rejects of one batch on its way through the segments. */
final class BatchBook {
  private static final int AMBIGUOUS = -1;

  private final VectorSchemaRoot batch;
  private final String origin;
  private final List<RejectedRecord> rejects = new ArrayList<>();
  private final Map<Rule, Warning> warnings = new LinkedHashMap<>();
  private @Nullable Map<Long, Integer> rowsByPlace;
  private long before;
  private long filtered;
  private long expanded;
  private long merged;

  BatchBook(VectorSchemaRoot batch, String origin) {
    this.batch = batch;
    this.origin = origin;
  }

  /** A book that goes on from here on a way of its own, with the counts and without the rejects. */
  BatchBook further() {
    BatchBook next = new BatchBook(batch, origin);
    next.rowsByPlace = rowsByPlace;
    next.before = before + rejects.size();
    next.filtered = filtered;
    next.expanded = expanded;
    next.merged = merged;
    return next;
  }

  void filtered(long records) {
    filtered += records;
  }

  void expanded(long records) {
    expanded += records;
  }

  /** Records that an aggregate took up into others. */
  void merged(long records) {
    merged += records;
  }

  /**
   * Notes a reject. Its original is the batch's record at the same place; where a query left the
   * place out or gave it to several records, the record as the segment got it.
   */
  void reject(
      VectorSchemaRoot rows,
      int row,
      ErrorClass errorClass,
      String step,
      String rule,
      String message) {
    String original = JsonValues.record(rows, row);
    if (rows != batch) {
      int first = rowInBatch(rows, row);
      original = first == AMBIGUOUS ? original : JsonValues.record(batch, first);
    }
    rejects.add(
        new RejectedRecord(
            Stage.TRANSFORM, errorClass, step, rule, message, place(rows, row), original));
  }

  /** The record's place in the source, as a person reads it. */
  String place(VectorSchemaRoot rows, int row) {
    Long place = placeNumber(rows, row);
    return place == null ? origin : Columns.place(origin, place);
  }

  Counts counts(long passed) {
    long rejected = before + rejects.size();
    return new Counts(batch.getRowCount(), passed, rejected, filtered, expanded, merged);
  }

  /** Those that were noted here. */
  List<RejectedRecord> rejects() {
    return rejects;
  }

  /**
   * Notes that records broke a rule that only warns.
   *
   * @param row of {@code rows}: the first of them
   * @param message what is wrong with it
   */
  void warn(VectorSchemaRoot rows, int row, long count, Told told, String message) {
    Rule rule = new Rule(told.step(), told.rule());
    Warning first = warnings.get(rule);
    warnings.put(
        rule,
        first == null
            ? new Warning(told.step(), told.rule(), count, place(rows, row), message)
            : new Warning(
                told.step(), told.rule(), first.count() + count, first.place(), first.message()));
  }

  List<Warning> warnings() {
    return List.copyOf(warnings.values());
  }

  private record Rule(String step, String rule) {}

  private int rowInBatch(VectorSchemaRoot rows, int row) {
    Long place = placeNumber(rows, row);
    if (place == null) {
      return AMBIGUOUS;
    }
    Map<Long, Integer> known = rowsByPlace;
    if (known == null) {
      known = new HashMap<>();
      for (int i = 0; i < batch.getRowCount(); i++) {
        Long at = placeNumber(batch, i);
        if (at != null) {
          known.merge(at, i, (one, other) -> AMBIGUOUS);
        }
      }
      rowsByPlace = known;
    }
    return known.getOrDefault(place, AMBIGUOUS);
  }

  private static @Nullable Long placeNumber(VectorSchemaRoot rows, int row) {
    return rows.getVector(Columns.PLACE) instanceof BigIntVector places && !places.isNull(row)
        ? places.get(row)
        : null;
  }
}

package dev.penstock.transform;

import dev.penstock.connector.KeyedLookup;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Joins records with a look-up whose keys are unique: each record once, in order. */
final class LookupSegment implements Segment {
  private final Database database;
  private final Hidden hidden;
  private final Failures failures;
  private final String where;
  private final String query;
  private final Optional<Keyed> keyed;

  /**
   * Rows that are asked for anew for each batch.
   *
   * @param column the records' column that holds the keys
   * @param table where the found rows are put, by its quoted name; made already
   */
  record Keyed(KeyedLookup lookup, String column, String table) {}

  /**
   * @param where the step's path in the definition
   * @param query reads the hidden rows
   */
  LookupSegment(
      Database database,
      Hidden hidden,
      Failures failures,
      String where,
      String query,
      Optional<Keyed> keyed) {
    this.database = database;
    this.hidden = hidden;
    this.failures = failures;
    this.where = where;
    this.query = query;
    this.keyed = keyed;
  }

  @Override
  public VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline) {
    try {
      if (keyed.isPresent()) {
        find(keyed.get(), input, deadline);
      }
      if (deadline.passed()) {
        throw SqlFailure.timeout();
      }
      VectorSchemaRoot rows =
          database.with(
              hidden.plain("rows"),
              input,
              () -> database.query(query, input.getRowCount(), deadline));
      if (rows.getRowCount() != input.getRowCount()) {
        rows.close();
        throw new IllegalStateException("a look-up changed the number of records in " + where);
      }
      return rows;
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  private void find(Keyed asked, VectorSchemaRoot input, Deadline deadline) throws SqlFailure {
    String table = asked.table();
    database.execute(
        "CREATE OR REPLACE TEMP TABLE " + table + " AS FROM " + table + " LIMIT 0", deadline);
    Set<String> keys = keys(input.getVector(asked.column()));
    if (keys.isEmpty()) {
      return;
    }
    long begin = System.nanoTime();
    asked.lookup().find(keys, batch -> add(table, batch, deadline));
    // The time is for SQL; waiting for others has limits of its own.
    deadline.extend(Duration.ofNanos(System.nanoTime() - begin));
  }

  private void add(String table, VectorSchemaRoot batch, Deadline deadline) {
    String name = hidden.plain("found_rows");
    try {
      database.with(
          name,
          batch,
          () -> {
            database.execute("INSERT INTO " + table + " FROM " + Quoted.name(name), deadline);
            return true;
          });
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }

  private static Set<String> keys(FieldVector vector) {
    Set<String> keys = new HashSet<>();
    for (int row = 0; row < vector.getValueCount(); row++) {
      Object value = vector.getObject(row);
      if (value != null) {
        keys.add(value.toString());
      }
    }
    return keys;
  }
}

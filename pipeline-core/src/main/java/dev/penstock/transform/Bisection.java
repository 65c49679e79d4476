package dev.penstock.transform;

import dev.penstock.batch.ArrowBatches;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Finds the rows that fail a query on their own, by halving. It costs about two runs over the rows
 * and a handful of small ones for each row that fails.
 */
final class Bisection {
  /** Tries a query on a part of the rows. */
  @FunctionalInterface
  interface Trial {
    void run(VectorSchemaRoot part) throws SqlFailure;
  }

  private final Trial trial;
  private final SortedMap<Integer, String> failing = new TreeMap<>();

  private Bisection(Trial trial) {
    this.trial = trial;
  }

  /**
   * The failing rows with DuckDB's messages; empty where only rows together fail.
   *
   * @param rows known to fail as a whole
   * @throws SqlFailure where something else than a value is at fault
   */
  static SortedMap<Integer, String> failing(VectorSchemaRoot rows, Trial trial) throws SqlFailure {
    Bisection bisection = new Bisection(trial);
    int count = rows.getRowCount();
    if (count == 1) {
      bisection.look(rows, 0, 1);
    } else {
      bisection.look(rows, 0, count / 2);
      bisection.look(rows, count / 2, count);
    }
    return bisection.failing;
  }

  private void look(VectorSchemaRoot rows, int from, int to) throws SqlFailure {
    if (from == to) {
      return;
    }
    try (VectorSchemaRoot part = ArrowBatches.slice(rows, from, to - from)) {
      trial.run(part);
    } catch (SqlFailure e) {
      if (e.kind() != SqlFailure.Kind.DATA) {
        throw e;
      }
      if (to - from == 1) {
        failing.put(from, e.text());
      } else {
        int middle = (from + to) >>> 1;
        look(rows, from, middle);
        look(rows, middle, to);
      }
    }
  }
}

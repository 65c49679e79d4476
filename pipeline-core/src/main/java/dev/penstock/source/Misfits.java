package dev.penstock.source;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** The rows of one batch that hold a value which does not fit, each with the first such column. */
final class Misfits {
  /**
   * A row that is rejected.
   *
   * @param message names the column, the value and the type
   */
  record Misfit(int row, String column, String message) {}

  private final BitSet rows;
  private final List<Misfit> misfits = new ArrayList<>();

  Misfits(int rows) {
    this.rows = new BitSet(rows);
  }

  void add(int row, String column, String message) {
    rows.set(row);
    misfits.add(new Misfit(row, column, message));
  }

  boolean has(int row) {
    return rows.get(row);
  }

  boolean isEmpty() {
    return misfits.isEmpty();
  }

  int count() {
    return misfits.size();
  }

  /** In the order of the rows. */
  List<Misfit> all() {
    misfits.sort(Comparator.comparingInt(Misfit::row));
    return misfits;
  }
}

package dev.penstock.bench;

import java.time.Duration;

/**
 * One load mode: a run into an empty table, a second run that changes every row, and the same by
 * SQL.
 *
 * @param sameRows whether run and SQL left the same rows
 */
record ModeMeasured(Mode mode, Cost first, Cost second, Cost sql, Cost sqlAgain, boolean sameRows) {
  /**
   * What a way took.
   *
   * @param rows rows read from the file
   * @param cpu user and system time of all processes that had to do with it
   */
  record Cost(long rows, Duration time, Duration cpu) {
    double rate() {
      return rows * 1e9 / time.toNanos();
    }

    double cpuPerMillion() {
      return cpu.toNanos() / 1e3 / rows;
    }
  }
}

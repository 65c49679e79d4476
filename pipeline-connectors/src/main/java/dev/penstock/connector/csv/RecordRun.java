package dev.penstock.connector.csv;

import dev.penstock.connector.SourceBatch;

/**
 * Where the records of one batch lie in the read buffer. Reused for batch after batch. Not
 * thread-safe.
 */
final class RecordRun {
  /** Why a record is not taken apart. */
  enum Fault {
    NONE,
    TOO_LONG,
    MISQUOTED,
    NOT_DECODED
  }

  private final int[] starts = new int[SourceBatch.TARGET_ROWS];
  private final int[] ends = new int[SourceBatch.TARGET_ROWS];
  private final long[] lines = new long[SourceBatch.TARGET_ROWS];
  private final Fault[] faults = new Fault[SourceBatch.TARGET_ROWS];
  private int count;

  void clear() {
    count = 0;
  }

  void add(int start, int end, long line, Fault fault) {
    starts[count] = start;
    ends[count] = end;
    lines[count] = line;
    faults[count] = fault;
    count++;
  }

  void fault(int record, Fault fault) {
    faults[record] = fault;
  }

  int count() {
    return count;
  }

  boolean full() {
    return count == starts.length;
  }

  int start(int record) {
    return starts[record];
  }

  /** Behind the record and its line end. */
  int end(int record) {
    return ends[record];
  }

  long line(int record) {
    return lines[record];
  }

  Fault fault(int record) {
    return faults[record];
  }
}

package dev.penstock.messaging;

import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Which messages of a partition are done, where they finish out of order; finds the offset up to
 * which everything is. Not thread-safe.
 */
final class PartitionProgress {
  private final TreeMap<Long, Boolean> doneByOffset = new TreeMap<>();
  private long next = -1;
  private long committed = -1;

  void taken(long offset) {
    doneByOffset.put(offset, false);
    next = Math.max(next, offset + 1);
  }

  void done(long offset) {
    doneByOffset.replace(offset, true);
    while (!doneByOffset.isEmpty() && doneByOffset.firstEntry().getValue()) {
      doneByOffset.pollFirstEntry();
    }
  }

  /** The offset to commit, if it moved since the last time. */
  OptionalLong committable() {
    long offset = doneByOffset.isEmpty() ? next : doneByOffset.firstKey();
    if (offset == committed || next < 0) {
      return OptionalLong.empty();
    }
    committed = offset;
    return OptionalLong.of(offset);
  }
}

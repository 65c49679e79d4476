package dev.penstock.messaging;

/**
 * Where a run is in its life. Which state may follow which is written in one place, the API's state
 * machine.
 */
public enum RunState {
  /** Waits for its turn: accepted, resumed, or to be tried again. */
  QUEUED,
  /** Somebody held it: nothing new is read; what is read already may still be loaded. */
  PAUSED,
  /** Extracting, transforming and loading. */
  RUNNING,
  /** Everything is staged and the books balance; checks run. */
  AUDITING,
  /** The checks passed and the order to publish was given. */
  PUBLISHING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  public boolean terminal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELLED;
  }
}

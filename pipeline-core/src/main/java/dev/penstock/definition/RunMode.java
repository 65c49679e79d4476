package dev.penstock.definition;

/** How much of its sources a run reads. */
public enum RunMode {
  /**
   * What is new since the last published run, of the streams whose source tells it; everything of
   * the others.
   */
  INCREMENTAL,

  /** Everything, as if there had been no run before: tables begin anew. */
  FULL,

  /** Nothing but rejects of an earlier run; their rows are added to the tables of that run. */
  REPLAY
}

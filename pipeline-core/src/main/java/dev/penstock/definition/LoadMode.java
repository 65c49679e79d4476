package dev.penstock.definition;

/** How a run's rows meet the rows that are already in the table. */
public enum LoadMode {
  /** The run's rows take the place of all rows. */
  REPLACE,

  /** The run's rows are added to those that are there; a full run begins anew. */
  APPEND,

  /**
   * The run's rows take the place of those with the same key, and others are added; a full run
   * begins anew. Of the run's rows with one key, {@link Merging#order} and then the place decide.
   */
  UPSERT,

  /**
   * A row that differs from the one that is current for its key becomes current, and that one ends
   * (a slowly changing dimension of type 2). The table has three columns more, see {@link Merging}.
   * A full run goes on with what is there.
   */
  HISTORY,

  /**
   * As {@link #UPSERT}, but each batch becomes visible when it is loaded, before the run's checks.
   * A full run goes on with what is there.
   */
  CONTINUOUS;

  /** Whether rows find their predecessors by key, so that an output must have one. */
  public boolean keyed() {
    return this == UPSERT || this == HISTORY || this == CONTINUOUS;
  }

  /** Whether rows that are there stay unless one of the run's takes their place. */
  public boolean keeps() {
    return this != REPLACE;
  }

  /** What a full run does instead, which reads everything. */
  public LoadMode whenFull() {
    return this == HISTORY || this == CONTINUOUS ? this : REPLACE;
  }

  /** What a dry run does instead, which shows nothing. */
  public LoadMode whenRehearsed() {
    return this == CONTINUOUS ? UPSERT : this;
  }

  /** What a run does instead that brings a few rows only. */
  public LoadMode whenReplayed() {
    return this == REPLACE ? APPEND : this;
  }
}

package dev.penstock.definition;

/** How a run's rows meet the rows that are already in the table. */
public enum LoadMode {
  /** The run's rows take the place of all rows. */
  REPLACE,

  /** The run's rows are added to those that are there; a full run begins anew. */
  APPEND
}

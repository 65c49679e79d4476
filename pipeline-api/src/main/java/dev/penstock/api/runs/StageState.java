package dev.penstock.api.runs;

/** How far a stage of a run is. */
public enum StageState {
  PENDING,
  RUNNING,
  DONE,
  FAILED,
  CANCELLED
}

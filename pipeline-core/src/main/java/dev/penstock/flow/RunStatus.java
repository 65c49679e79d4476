package dev.penstock.flow;

/** Where the run of a pipeline is. */
public enum RunStatus {
  RUNNING,
  SUCCEEDED,
  FAILED,
  /** Given up on request, or because the thread was interrupted. */
  CANCELLED
}

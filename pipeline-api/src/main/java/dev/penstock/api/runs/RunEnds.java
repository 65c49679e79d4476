package dev.penstock.api.runs;

/** What else follows from the end of a run. */
@FunctionalInterface
public interface RunEnds {
  /** A run is over. Works in the transaction in which it ends, with the run locked. */
  void ended(Run run);
}

package dev.penstock.api.runs;

import java.util.List;

/** What else follows from what happens to a run. */
@FunctionalInterface
public interface RunEnds {
  /** A run is over. Works in the transaction in which it ends, with the run locked. */
  void ended(Run run);

  /**
   * A run got into another state, or finished a stage. Works in the transaction in which it does,
   * with the run locked.
   */
  default void moved(Run before, Run after) {}

  /**
   * Whether a run that is ready to pass a gate may do so. Works in the caller's transaction, with
   * the run locked; asked again until it is not {@link Passage.Shut}.
   */
  default Passage passage(Run run, Gate gate) {
    return Passage.OPEN;
  }

  /** All of them, in this order; for their ends and moves alone. */
  static RunEnds all(RunEnds... each) {
    List<RunEnds> ends = List.of(each);
    return new RunEnds() {
      @Override
      public void ended(Run run) {
        ends.forEach(one -> one.ended(run));
      }

      @Override
      public void moved(Run before, Run after) {
        ends.forEach(one -> one.moved(before, after));
      }
    };
  }
}

package dev.penstock.step;

import java.util.List;

/**
 * A step that looks at several records at once, because that is cheaper: a model, a service with
 * calls for many keys. See {@link Step} for its life cycle.
 */
public non-sealed interface BatchStep extends Step {
  /** The most records that a step may ask for at once. */
  int MAX_SIZE = 5_000;

  /** How many records it gets at most in one call, 1 to {@link #MAX_SIZE}. */
  default int batchSize() {
    return 500;
  }

  /**
   * What becomes of the records, one answer for each, in their order. Which records come together
   * is not defined, so an answer must depend on its own record alone.
   *
   * @param records at least one
   * @throws dev.penstock.error.TransientException to have the batch tried again later
   * @throws dev.penstock.error.PermanentException to fail the run
   * @throws Exception any other: the records are given again one by one, and those that fail alone
   *     are rejected
   */
  List<StepResult> apply(List<StepRecord> records, StepContext context) throws Exception;
}

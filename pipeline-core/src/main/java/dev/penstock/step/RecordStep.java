package dev.penstock.step;

/** A step that looks at one record at a time. See {@link Step} for its life cycle. */
public non-sealed interface RecordStep extends Step {
  /**
   * What becomes of the record.
   *
   * @throws RejectedException to reject the record
   * @throws dev.penstock.error.TransientException to have the batch tried again later
   * @throws dev.penstock.error.PermanentException to fail the run
   * @throws Exception any other rejects the record with the exception's class and message
   */
  StepResult apply(StepRecord record, StepContext context) throws Exception;
}

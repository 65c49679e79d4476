package dev.penstock.step;

import java.util.Map;

/**
 * A step in Java, which a pipeline names with {@code java: NAME}. Implement {@link RecordStep} or
 * {@link BatchStep}. The transformer takes CDI beans of these types that have a {@code @Named}.
 *
 * <p>Life cycle: for each stream of a run that names the step, an instance is asked for, {@link
 * #open opened}, given the records of the stream's batches, and {@link #close closed}. An opened
 * step is called by one thread, which is its own, one call at a time. A bean in scope
 * {@code @Dependent} is made anew for each of them and may keep what it needs in its fields; a
 * {@code @Singleton} or {@code @ApplicationScoped} bean is shared by all streams, so it must be
 * thread-safe and keep nothing in its fields that depends on the options.
 *
 * <p>All steps of a batch together have the time that one batch may take, 30 s if the operator did
 * not choose another. A call that takes longer is interrupted and left alone, the run fails, and
 * the instance is neither used nor closed any more.
 *
 * <p>A batch may come twice, after a crash for example, so whatever a step does beside answering
 * must do no harm when it is done twice.
 */
public sealed interface Step permits RecordStep, BatchStep {
  /**
   * The columns that the step adds or replaces where the pipeline does not declare them, by name to
   * type as in a {@code cast} step, or {@code binary}. None if not overridden: a step that only
   * drops and rejects.
   */
  default Map<String, String> columns(StepContext context) {
    return Map.of();
  }

  /**
   * Called once before the first record. The place to check the options and to load a model.
   *
   * @throws Exception fails the run; a {@link dev.penstock.error.PermanentException} with its own
   *     problem, as {@link StepOptions} throws them
   */
  default void open(StepContext context) throws Exception {}

  /** Called once behind the last record, also after a failure. What it throws is ignored. */
  default void close() throws Exception {}
}

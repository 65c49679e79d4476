package dev.penstock.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of a run. Immutable.
 *
 * @param id the run's id
 * @param pipeline the pipeline's name
 * @param outcome the last stage's output, or the error of the stage that failed; its duration is
 *     the run's, its processed records are the last stage's, its failed ones those of all stages
 * @param stages the stages that began, in order
 * @param errors the first errors of the run, records that failed and the failed stage alike
 * @param errorCount how many there were in all
 */
public record PipelineResult<O>(
    String id,
    String pipeline,
    Instant started,
    RunStatus status,
    StageResult<O> outcome,
    List<StageReport> stages,
    List<FlowError> errors,
    long errorCount) {
  public PipelineResult {
    stages = List.copyOf(stages);
    errors = List.copyOf(errors);
  }

  public boolean success() {
    return outcome.success();
  }

  /** The output; fails with an {@link IllegalStateException} where the run failed. */
  public O output() {
    return outcome.output();
  }

  /** What the run failed with; empty on success. */
  public Optional<Throwable> error() {
    return outcome.error();
  }

  public Duration duration() {
    return outcome.duration();
  }

  /** Name of the stage that failed; empty on success. */
  public Optional<String> failedStage() {
    return stages.stream().filter(stage -> !stage.success()).map(StageReport::stage).findFirst();
  }

  /**
   * The output, or the unchecked exception that a stage threw, as it was: for callers who know what
   * their stages throw.
   *
   * @throws PipelineFailedException where a stage failed with something else
   */
  public O orRethrow() {
    if (error().orElse(null) instanceof RuntimeException e) {
      throw e;
    }
    return orThrow();
  }

  /** The output, or an exception that names pipeline, run and stage. */
  public O orThrow() {
    Optional<Throwable> error = error();
    if (error.isEmpty()) {
      return output();
    }
    throw new PipelineFailedException(
        pipeline + ": run " + id + ": stage " + failedStage().orElse("") + ": " + error.get(),
        error.get());
  }
}

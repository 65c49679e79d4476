package dev.penstock.flow;

/** A moment of a run that a {@link Hook} is told of. */
public sealed interface Moment {
  PipelineContext context();

  /** A stage is about to take this input. */
  record BeforeStage(String stage, Object input, PipelineContext context) implements Moment {}

  /** A stage has ended, well or not. */
  record AfterStage(String stage, StageResult<?> result, PipelineContext context)
      implements Moment {}

  /** A stage failed; comes behind its {@link AfterStage}. */
  record OnError(String stage, Throwable error, PipelineContext context) implements Moment {}

  /** The run is over, well or not; the last moment of each run. */
  record OnComplete(PipelineResult<?> result, PipelineContext context) implements Moment {}
}

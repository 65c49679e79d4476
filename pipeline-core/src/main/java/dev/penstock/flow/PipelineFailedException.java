package dev.penstock.flow;

/** A run failed; the message names pipeline, run and stage, the cause is the stage's error. */
public final class PipelineFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PipelineFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}

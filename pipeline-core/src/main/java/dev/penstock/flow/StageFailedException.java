package dev.penstock.flow;

/** A part of a stage failed: a branch, or a stage of a stream; the message names it. */
public final class StageFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StageFailedException(String stage, Throwable cause) {
    super(FlowError.of(stage, cause).message(), cause);
  }
}

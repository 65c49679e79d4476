package dev.penstock.flow;

/** One record failed and the stage was not told to go on; the message names stage and record. */
public final class RecordFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RecordFailedException(FlowError error) {
    super(error.message(), error.cause());
  }
}

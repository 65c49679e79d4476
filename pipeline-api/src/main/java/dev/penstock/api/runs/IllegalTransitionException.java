package dev.penstock.api.runs;

import dev.penstock.messaging.RunState;

/** A run was to go where it cannot go from where it is; nothing was changed. */
public final class IllegalTransitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RunState from;
  private final RunState to;

  IllegalTransitionException(Run run, RunState to) {
    super("run " + run.id() + " is " + run.state() + " and cannot become " + to);
    this.from = run.state();
    this.to = to;
  }

  public RunState from() {
    return from;
  }

  public RunState to() {
    return to;
  }
}

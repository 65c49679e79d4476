package dev.penstock.connector;

/** The work was given up on request; neither an error nor a result. */
public final class Cancelled extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Cancelled() {
    super("cancelled", null, false, false);
  }
}

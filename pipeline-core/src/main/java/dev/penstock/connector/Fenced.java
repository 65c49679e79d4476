package dev.penstock.connector;

/** The caller's run is closed or went on in a later epoch: what it brings is no longer wanted. */
public final class Fenced extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Fenced(String run, int epoch) {
    super("run " + run + " no longer takes work of epoch " + epoch, null, false, false);
  }
}

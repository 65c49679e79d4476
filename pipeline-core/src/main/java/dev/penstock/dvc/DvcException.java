package dev.penstock.dvc;

/** A file of DVC that is not as it should be; the message tells a user which and why. */
public final class DvcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DvcException(String message) {
    super(message);
  }
}

package dev.penstock.flow;

/** A record broke a rule of a validating stage; the message is the rule's. */
public final class InvalidRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidRecordException(String message) {
    super(message);
  }
}

package dev.penstock.cli;

/** The API did not answer at all; it may come back. */
final class UnreachableException extends CliException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message) {
    super(message);
  }
}

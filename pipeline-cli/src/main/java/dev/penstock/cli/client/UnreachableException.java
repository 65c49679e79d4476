package dev.penstock.cli.client;

/** The API did not answer at all, or says that it is not able to; it may come back. */
public final class UnreachableException extends CliException {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message) {
    super(Exit.UNREACHABLE, message);
  }
}

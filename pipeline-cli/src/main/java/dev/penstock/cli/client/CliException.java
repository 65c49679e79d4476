package dev.penstock.cli.client;

/** Something that the user has to know and can do something about; its message is all they see. */
public class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Exit exit;

  public CliException(String message) {
    this(Exit.FAILED, message);
  }

  public CliException(Exit exit, String message) {
    super(message);
    this.exit = exit;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** How the process ends. */
  public Exit exit() {
    return exit;
  }
}

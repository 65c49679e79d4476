package dev.penstock.cli;

/** Something that the user has to know and can do something about; its message is all they see. */
class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CliException(String message) {
    super(message);
  }
}

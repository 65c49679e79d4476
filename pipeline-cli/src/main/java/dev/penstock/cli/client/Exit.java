package dev.penstock.cli.client;

/** What the client's exit code says. Scripts rely on the numbers. */
public enum Exit {
  FINE(0, "all went well"),
  FAILED(1, "the run failed or was cancelled, a test failed, or there is a difference"),
  USAGE(2, "the command line is wrong"),
  INVALID(3, "a definition or a test file is not valid"),
  NOT_FOUND(4, "there is no such run, pipeline or file"),
  REFUSED(5, "the server refused"),
  UNREACHABLE(6, "the server cannot be reached or is not able to answer now"),
  INTERRUPTED(130, "the command was interrupted by Ctrl-C");

  private final int code;
  private final String meaning;

  Exit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }
}

package dev.penstock.cli.client;

import java.net.HttpURLConnection;

/** The API answered that it does not do what was asked. */
public final class RefusedException extends CliException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * @param code the first problem's, or empty
   */
  RefusedException(int status, String code, String message) {
    super(status == HttpURLConnection.HTTP_NOT_FOUND ? Exit.NOT_FOUND : Exit.REFUSED, message);
    this.status = status;
    this.code = code;
  }

  public int status() {
    return status;
  }

  /** The word for scripts, such as {@code changed-meanwhile}. */
  public String code() {
    return code;
  }
}

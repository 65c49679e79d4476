package dev.penstock.connector.jdbc;

/** A value that its column's type cannot hold; its record becomes a reject. */
final class BadValue extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param expected what the value is not, for example {@code a date}
   */
  BadValue(String expected) {
    super(expected, null, false, false);
  }

  String expected() {
    return String.valueOf(getMessage());
  }
}

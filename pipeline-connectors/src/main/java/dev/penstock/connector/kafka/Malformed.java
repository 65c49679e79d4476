package dev.penstock.connector.kafka;

/** Why a record cannot be taken apart. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;

  private final String rule;

  Malformed(String rule, String message) {
    super(message, null, false, false);
    this.rule = rule;
  }

  String rule() {
    return rule;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}

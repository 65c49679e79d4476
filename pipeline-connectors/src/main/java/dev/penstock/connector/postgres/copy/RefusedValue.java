package dev.penstock.connector.postgres.copy;

/** A value that PostgreSQL cannot hold, found before it is sent. */
public final class RefusedValue extends Exception {
  private static final long serialVersionUID = 1L;

  private final String rule;

  RefusedValue(String rule, String message) {
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

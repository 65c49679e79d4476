package dev.penstock.transform;

import java.util.Locale;

/** Names and texts as they stand in SQL. */
final class Quoted {
  private Quoted() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  /** An author's text where an operand stands; the line break ends a comment at its end. */
  static String operand(String expression) {
    return "(\n" + expression + "\n)";
  }

  /** Names are the same in SQL without regard to case. */
  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}

package dev.penstock.batch;

import java.util.Locale;

/** What kind of mistake made a record a reject, for filters, alerts and other tools. */
public enum ErrorClass {
  /** The record could not be taken apart: a torn line, bytes of another encoding, broken JSON. */
  MALFORMED,
  /** The record is larger than what is taken. */
  TOO_LARGE,
  /** A value is not one of its column's type. */
  CONVERSION,
  /** A rule of the author's does not hold. */
  RULE,
  /** An expression or query raised an error. */
  EXPRESSION,
  /** A look-up has no such key. */
  LOOKUP,
  /** A Java step refused the record. */
  STEP,
  /** A picture could not be decoded or is larger than what is taken. */
  IMAGE,
  /** The destination refused the row. */
  DESTINATION;

  /** As headers, tables and REST write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The class of this word.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static ErrorClass of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}

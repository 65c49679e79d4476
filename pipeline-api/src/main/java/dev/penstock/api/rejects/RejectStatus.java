package dev.penstock.api.rejects;

import java.util.Locale;

/** What became of a reject since it came. */
public enum RejectStatus {
  /** Nobody has dealt with it. */
  OPEN,
  /** It is on its way through the pipeline again. */
  REPLAYING,
  /** It was published by a later run. */
  REPLAYED,
  /** A later run took it up and did not publish it. */
  FAILED_AGAIN,
  /** Somebody decided that nothing is to be done, and said why. */
  DISMISSED;

  /** As tables and REST write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status of this word.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static RejectStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}

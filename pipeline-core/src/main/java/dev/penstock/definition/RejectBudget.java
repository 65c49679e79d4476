package dev.penstock.definition;

/** How many rejects of a stream a run bears before it fails. */
public sealed interface RejectBudget {
  /** At most this many. */
  record Count(long max) implements RejectBudget {}

  /**
   * At most this part of the records that were read, judged when the stream is read to its end.
   *
   * @param max in percent, 0 to 100
   */
  record Percent(double max) implements RejectBudget {}
}

package dev.penstock.batch;

/**
 * What became of the records that entered a stage: {@code read + expanded = passed + rejected +
 * filtered + merged}.
 *
 * @param read records that entered
 * @param passed records that left towards the output
 * @param rejected records that left as rejects
 * @param filtered records that a filter or a query dropped
 * @param expanded records that a query added
 * @param merged records that an aggregate took up into others
 */
public record Counts(
    long read, long passed, long rejected, long filtered, long expanded, long merged) {
  public static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0);

  /** Where nothing was merged. */
  public Counts(long read, long passed, long rejected, long filtered, long expanded) {
    this(read, passed, rejected, filtered, expanded, 0);
  }

  public Counts plus(Counts other) {
    return new Counts(
        read + other.read,
        passed + other.passed,
        rejected + other.rejected,
        filtered + other.filtered,
        expanded + other.expanded,
        merged + other.merged);
  }

  /** What is missing (positive) or too many (negative); zero where the books balance. */
  public long difference() {
    return read + expanded - passed - rejected - filtered - merged;
  }
}

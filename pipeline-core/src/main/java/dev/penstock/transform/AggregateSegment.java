package dev.penstock.transform;

import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Makes one row of each group of a batch; the records behind it count as merged. Its arguments were
 * evaluated before, so that only the sums themselves could fail.
 */
final class AggregateSegment implements Segment {
  private final Database database;
  private final Hidden hidden;
  private final Failures failures;
  private final String where;
  private final String query;

  /**
   * @param where the step's path in the definition
   * @param query reads the hidden rows
   */
  AggregateSegment(
      Database database, Hidden hidden, Failures failures, String where, String query) {
    this.database = database;
    this.hidden = hidden;
    this.failures = failures;
    this.where = where;
    this.query = query;
  }

  @Override
  public VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline) {
    try {
      if (deadline.passed()) {
        throw SqlFailure.timeout();
      }
      VectorSchemaRoot groups =
          database.with(
              hidden.plain("rows"),
              input,
              () -> database.query(query, input.getRowCount(), deadline));
      book.merged(input.getRowCount() - groups.getRowCount());
      return groups;
    } catch (SqlFailure e) {
      throw failures.of(e, where);
    }
  }
}

package dev.penstock.transform;

import org.apache.arrow.vector.VectorSchemaRoot;

/** Steps that run as one query. */
sealed interface Segment permits RecordSegment, QuerySegment {
  /**
   * Transforms rows, which stay the caller's, into rows that the caller closes.
   *
   * @param book where rejects and counts are noted
   */
  VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline);
}

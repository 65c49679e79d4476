package dev.penstock.transform;

import org.apache.arrow.vector.VectorSchemaRoot;

/** Steps that run over a batch in one go. */
interface Segment {
  /**
   * Transforms rows, which stay the caller's, into rows that the caller closes.
   *
   * @param book where rejects and counts are noted
   */
  VectorSchemaRoot run(VectorSchemaRoot input, BatchBook book, Deadline deadline);
}

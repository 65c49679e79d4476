package dev.penstock.connector;

import dev.penstock.batch.RejectedRecord;
import java.util.List;

/**
 * The ledger of a split and output after a batch, from the split's start.
 *
 * @param sequence the last sequence that is loaded
 * @param read rows that came
 * @param loaded rows that are staged
 * @param rejected rows that the destination refused
 * @param done whether the end of the split was reached
 * @param rejects the rows of this batch that were refused; the same again where the batch had come
 *     before
 */
public record LoadResult(
    long sequence,
    long read,
    long loaded,
    long rejected,
    boolean done,
    List<RejectedRecord> rejects) {
  public LoadResult {
    rejects = List.copyOf(rejects);
  }
}

package dev.penstock.api.dispatch;

import java.time.Instant;

/**
 * A stream of a running run, as the dispatcher sees it.
 *
 * @param parallelism the most splits of the run at a time; 0 for the operator's limit
 * @param position of the stream in its run
 * @param connection where it is read from; empty for nowhere
 * @param given how much of it is under way
 * @param waiting how much more there is to give out, perhaps cut at what could be given at most
 * @param limit the most records that are read of it; 0 for all
 * @param read records read so far
 */
public record Flow(
    String run,
    int priority,
    Instant createdAt,
    int parallelism,
    String stream,
    int position,
    String connection,
    int given,
    int waiting,
    long limit,
    long read) {
  /** Whether all the records that it may have are read. */
  boolean full() {
    return limit > 0 && read >= limit;
  }
}

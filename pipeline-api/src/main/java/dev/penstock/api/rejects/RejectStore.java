package dev.penstock.api.rejects;

import dev.penstock.messaging.RejectMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where rejects are kept and counted. Every method works in the caller's transaction. */
public interface RejectStore {
  /**
   * Counts rejects of one run, whose row is locked, in the order of their topic, and keeps the
   * first ones. One that comes again changes nothing.
   *
   * @param keep the most rejects that are kept of a run
   * @return how many were new
   */
  int add(String run, List<RejectMessage> rejects, int keep);

  /** The run, whose row is locked, is over: nothing of it is ever forgotten. */
  void settle(String run);

  /** All rejects, counted from the rejects themselves. */
  RejectTally tally(String run);

  RejectSummary summary(String run);

  RejectTotals totals(String run);

  RejectPage list(String run, RejectFilter filter);

  /** Changes the status of the kept rejects that the filter means, whatever its limit. */
  RejectChanged change(String run, RejectFilter filter, RejectChange change);

  /** Notes that the run, whose row is locked, waits for rejects. */
  void await(String run, Instant since);

  /** Notes that the run, whose row is locked, does not wait any more. */
  void awaitNoMore(String run);

  /** Since when the run waits for rejects; empty where it does not. */
  Optional<Instant> awaitedSince(String run);

  /** Runs that have waited since before the time, the longest first. */
  List<String> awaiting(Instant before, int limit);
}

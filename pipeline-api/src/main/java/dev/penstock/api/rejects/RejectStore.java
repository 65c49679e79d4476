package dev.penstock.api.rejects;

import dev.penstock.messaging.RejectMessage;
import java.util.List;

/** Where rejects are kept and counted. Every method works in the caller's transaction. */
public interface RejectStore {
  /**
   * Counts rejects in the order of their topic and keeps the first ones of each run. One that comes
   * again, and one of a run that is not known, changes nothing.
   *
   * @param keep the most rejects that are kept of a run
   */
  void add(List<RejectMessage> rejects, int keep);

  /** Rejects counted from the rejects themselves. */
  RejectSummary summary(String run);

  RejectPage list(String run, RejectFilter filter);
}

package dev.penstock.api.logs;

import dev.penstock.messaging.LogLine;
import java.time.Instant;
import java.util.List;

/** Where lines are kept. Every method works in the caller's transaction. */
public interface RunLogStore {
  /**
   * Adds lines of one run; nothing where there is no such run.
   *
   * @param keep the newest lines of the run that stay
   */
  void add(String run, List<LogLine> lines, int keep, Instant now);

  LogPage list(String run, LogFilter filter);

  /** Forgets the logs of some runs whose last line is older; answers of how many. */
  int forget(Instant before, int most);
}

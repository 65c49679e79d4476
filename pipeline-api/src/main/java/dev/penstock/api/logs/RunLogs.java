package dev.penstock.api.logs;

import dev.penstock.api.store.Transactions;
import dev.penstock.messaging.LogLine;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The logs of runs. Thread-safe. */
public final class RunLogs {
  /** The newest lines of a run that are kept. */
  public static final int LINES = 5_000;

  private static final int RUNS_AT_ONCE = 200;

  private final RunLogStore store;
  private final Transactions transactions;
  private final Clock clock;
  private final Duration keep;

  /**
   * @param keep how long a run's log is kept behind its last line
   */
  public RunLogs(RunLogStore store, Transactions transactions, Clock clock, Duration keep) {
    this.store = store;
    this.transactions = transactions;
    this.clock = clock;
    this.keep = keep;
  }

  /** Takes lines in the order of their topic. Works in the caller's transaction. */
  public void take(List<LogLine> lines) {
    // Sorted, so that two replicas lock the logs of runs in the same order.
    Map<String, List<LogLine>> byRun = new TreeMap<>();
    for (LogLine line : lines) {
      String run = line.run();
      if (run != null) {
        byRun.computeIfAbsent(run, key -> new ArrayList<>()).add(line);
      }
    }
    byRun.forEach((run, ofRun) -> store.add(run, ofRun, LINES, clock.instant()));
  }

  public LogPage list(String run, LogFilter filter) {
    return transactions.read(() -> store.list(run, filter));
  }

  /** Forgets what is too old. Called now and then; replicas may do so at the same time. */
  public void forget() {
    int forgotten;
    do {
      forgotten = transactions.write(() -> store.forget(clock.instant().minus(keep), RUNS_AT_ONCE));
    } while (forgotten == RUNS_AT_ONCE);
  }
}

package dev.penstock.messaging;

import java.util.HashMap;
import java.util.Map;

/** How often and how long the work of a run fails in a row. Not thread-safe. */
public final class RetryLog {
  private final Map<String, Failures> byRun = new HashMap<>();

  private record Failures(int count, long sinceNanos) {}

  /** Notes one more failure; answers its number, 1 for the first. */
  public int attempt(String run) {
    return byRun.merge(
            run,
            new Failures(1, System.nanoTime()),
            (old, fresh) -> new Failures(old.count + 1, old.sinceNanos))
        .count;
  }

  /** Whether the run has failed for longer than the default limit. */
  public boolean exhausted(String run) {
    Failures failures = byRun.get(run);
    return failures != null
        && System.nanoTime() - failures.sinceNanos > Backoff.DEFAULT.limit().toNanos();
  }

  /** The run works again, or is over. */
  public void forget(String run) {
    byRun.remove(run);
  }
}

package dev.penstock.connector.postgres;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one audit of a run at a time work in this process: its order may come twice. Thread-safe.
 */
final class RunTurns {
  private static final long EVERY_MILLIS = 100;

  private final Duration patience;
  private final Set<String> taken = ConcurrentHashMap.newKeySet();

  /**
   * Nobody has a turn yet.
   *
   * @param patience the longest wait
   */
  RunTurns(Duration patience) {
    this.patience = patience;
  }

  /** A turn, which ends when it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until the one before has ended, which its own time-outs see to, or for a cancel.
   *
   * @throws TransientException where it takes too long
   */
  Turn take(String run, Cancellation cancellation) {
    try {
      long end = System.nanoTime() + patience.toNanos();
      while (!taken.add(run)) {
        cancellation.check();
        if (System.nanoTime() - end > 0) {
          throw new TransientException(
              Problem.of("conflict", "run " + run, "Another audit of the run does not end."), null);
        }
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled();
    }
    return () -> taken.remove(run);
  }
}

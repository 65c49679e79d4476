package dev.penstock.connector.postgres;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one audit of a run at a time work in this process: its order may come twice. Thread-safe.
 */
final class RunTurns {
  private static final long EVERY_MILLIS = 100;

  private final Set<String> taken = ConcurrentHashMap.newKeySet();

  /** A turn, which ends when it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits until the one before has ended, which its own time-outs see to, or for a cancel. */
  Turn take(String run, Cancellation cancellation) {
    try {
      while (!taken.add(run)) {
        cancellation.check();
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled();
    }
    return () -> taken.remove(run);
  }
}

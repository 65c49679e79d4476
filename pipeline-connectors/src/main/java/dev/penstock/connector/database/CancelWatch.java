package dev.penstock.connector.database;

import dev.penstock.connector.Cancellation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stops the statement that runs on a connection when nobody wants the work any more; looks four
 * times a second from a thread of its own. Closed before the connection is closed or goes back to
 * its pool.
 */
public final class CancelWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 250;

  private final Cancellation cancellation;
  private final Running running;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  /** What runs; called from another thread than the one that waits for it. */
  @FunctionalInterface
  public interface Running {
    /** Asks the server to stop it; does nothing where nothing runs. */
    void cancel() throws SQLException;
  }

  public CancelWatch(Cancellation cancellation, Running running) {
    this.cancellation = cancellation;
    this.running = running;
    this.thread = Thread.ofVirtual().name("cancel-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (!ended.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        if (cancellation.cancelled()) {
          running.cancel();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      // The connection is gone, and its statement with it.
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
